"""What stands out in a log, in sentences with the numbers behind them."""
