"""`pillarbox` and `python -m pillarbox`."""


def main() -> None:
    from pillarbox.edges.cli.main import app

    app()


if __name__ == "__main__":
    main()
