"""What product.md owes two teams over a quarter, from what people did: it knows nothing of the bot.

It was written from the specification alone, so that it and the bot do not share a mistake.
"""
