"""What must hold in what is paid, and in the files that go to the bank and come back from it."""
