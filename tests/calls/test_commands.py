from datetime import date

from tests.calls.calls import the_call


def run(database, *words):
    database.refresh()
    return database.app.test_cli_runner().invoke(args=list(words))


def test_the_programme_is_loaded_with_a_line_for_each_kind(database):
    told = run(database, "programme", "load")
    assert told.exit_code == 0, told.output
    assert told.output.splitlines() == [
        "programme: 12 societal tasks (12 new, 0 changed, 0 closed)",
        "programme: 2 development lines (2 new, 0 changed, 0 closed)",
        "programme: 70 municipalities (70 new, 0 changed, 0 closed)",
        "programme: 29 focus areas (29 new, 0 changed, 0 closed)",
    ]
    assert "(0 new, 0 changed, 0 closed)" in run(database, "programme", "load").output


def test_the_call_is_loaded_once_and_kept(database):
    told = run(database, "calls", "load", "--closes", "2026-12-31")
    assert told.exit_code == 0, told.output
    assert told.output == "calls: FSV-2026 is published, open from 2026-03-02 10:00 until 2026-12-31 00:00\n"
    assert run(database, "calls", "load").output == told.output
    database.refresh()
    assert the_call("FSV-2026").published_at is not None


def test_a_call_of_the_past_is_not_loaded_and_the_command_says_why(database, held):
    held.at(date(2027, 1, 4))
    told = run(database, "calls", "load")
    assert told.exit_code == 1
    assert "Choose a later moment to close it" in told.output
