"""Rules of 门头沟区."""
