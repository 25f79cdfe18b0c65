"""The rules about cases, shared by the bot, the public pages and the staff view."""
