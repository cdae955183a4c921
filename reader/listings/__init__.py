"""How a list is come by: a period, the queue, second chances, a saved page, many days at once."""
