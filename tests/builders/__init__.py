"""Made data that several test modules share."""
