"""The question sets that judge the bot, and tests of the sets themselves."""
