"""The large event of `bench api`."""
