-- REFUNDED says that nothing is owed either way: while money is still to be given back an invoice
-- is PAID, with a negative balance.

UPDATE billing SET status = 'PAID' WHERE status = 'REFUNDED' AND balance < 0;
