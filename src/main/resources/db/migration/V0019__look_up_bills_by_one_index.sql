-- A bill is looked up by organization, source and the platform's id. Of two indexes that begin with the organization the planner
-- took the wrong one while the table was young, and read all bills of the organization for each.
drop index bill_account;
create index bill_account on bill (account_id);
