"""From a question in Thai to the right manual entry, or an honest "not found"."""
