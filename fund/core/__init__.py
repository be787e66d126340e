"""What every stage stands on: clock, money, terms, workflow, perform, audit, db, errors, jobs, table, i18n."""
