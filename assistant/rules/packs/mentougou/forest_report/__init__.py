"""退耕还林检查验收报告: days to the yearly date."""
