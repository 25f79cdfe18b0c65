"""What the bot answers; knows neither LINE nor Flask."""
