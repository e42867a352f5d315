"""退耕还林后续政策 (门政办发〔2020〕28号): transfer fee, care fee, subsidy of dual-use woods."""
