"""`threeline` and `python -m bot`: the command line, nothing else."""

from bot.cli import main

if __name__ == "__main__":
    main()
