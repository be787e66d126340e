"""Between the browser and the stages: who may, what is typed in, what is shown, and how it looks."""
