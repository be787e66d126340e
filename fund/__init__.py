"""The life of a grant, from a task of the province to a lesson learned.

1. programme: why and where: societal tasks, development lines, areas.
2. calls: what money there is, for whom, by which rules, when one may ask.
3. applications: what is asked for.
4. assessment: whether it is complete, what it is worth.
5. decisions: yes or no, how much, and who says so.
6. awards: what is promised, under which obligations.
7. payments: what is paid: plan, runs, bank.
8. reports: what came of it so far: progress reports and their reminders.
9. settlement: what it comes to in the end.
10. objections: what an applicant has against a decision.

Around the stages: core, web, people, ledger, documents and notices carry them; statements and overview read them;
lifecycle says what each step sets in motion. A stage knows what came before it, never what comes after.
"""
