-- MySQL dump
CREATE TABLE `reviews` (
  `id` int NOT NULL,
  `text` text,
  `label` varchar(9)
);
INSERT INTO `reviews` VALUES (0,'The battery lasts two days, great phone','positive'),(1,'Screen cracked after a week','negative'),(2,'It is a phone with a case','neutral'),(3,'Love it! Would buy again','positive'),(4,'Never again, terrible support','negative'),(5,'Arrived on Tuesday as stated','neutral'),(6,'Best purchase this year','positive'),(7,'The worst charger I have owned','negative'),(8,'Works perfectly, and so quiet','positive');
