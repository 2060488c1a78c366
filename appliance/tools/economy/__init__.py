"""Tools about money: prices, earnings, farming."""
