"""How many seconds a minute, an hour and a day have."""

MINUTE, HOUR, DAY = 60, 3_600, 86_400
