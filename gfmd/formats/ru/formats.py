"""Hours as timetables print them, from 00:00 to 23:59."""

TIME_FORMAT = "H:i"
