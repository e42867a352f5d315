"""退耕还林政策适用 (门政办发〔2020〕28号): slope, zone, planted year, species."""
