"""What is told to those at an event: invitations, changed agendas, reminders."""
