"""精品民宿奖励 (门政办发〔2020〕34号): star awards and design contest prizes."""
