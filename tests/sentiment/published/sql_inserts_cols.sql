INSERT INTO reviews (id, text, label) VALUES (0, 'The battery lasts two days, great phone', 'positive');
INSERT INTO reviews (id, text, label) VALUES (1, 'Screen cracked after a week', 'negative');
INSERT INTO reviews (id, text, label) VALUES (2, 'It is a phone with a case', 'neutral');
INSERT INTO reviews (id, text, label) VALUES (3, 'Love it! Would buy again', 'positive');
INSERT INTO reviews (id, text, label) VALUES (4, 'Never again, terrible support', 'negative');
INSERT INTO reviews (id, text, label) VALUES (5, 'Arrived on Tuesday as stated', 'neutral');
INSERT INTO reviews (id, text, label) VALUES (6, 'Best purchase this year', 'positive');
INSERT INTO reviews (id, text, label) VALUES (7, 'The worst charger I have owned', 'negative');
INSERT INTO reviews (id, text, label) VALUES (8, 'Works perfectly, and so quiet', 'positive');
