from fund.cli.diagrams import FILE, page


def test_the_drawn_workflows_are_those_of_the_tables():
    assert FILE.read_text(encoding="utf-8") == page(), "run: flask --app wsgi diagrams"
