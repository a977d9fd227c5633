"""Hours from 00:00 to 23:59, and days of a month in their case."""

TIME_FORMAT = "H:i"
MONTH_DAY_FORMAT = "j E"
