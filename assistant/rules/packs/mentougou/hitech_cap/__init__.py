"""高精尖措施的封顶数 (门政发〔2020〕20号): one-off caps and the interest subsidy."""
