"""``python -m assistant`` is ``gongbao``."""

from assistant.cli import main

main()
