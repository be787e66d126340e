"""Between the browser and the stages: guard, session, errors, forms, filters, paging."""
