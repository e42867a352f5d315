"""``python -m assistant`` is ``gongbao``."""

from assistant.cli import main

if __name__ == "__main__":  # workers of the web application import this module
    main()
