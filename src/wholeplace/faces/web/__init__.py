"""The pages: what people meet in a browser. One room per stage: addresses, views, templates."""
