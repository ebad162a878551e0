-- On which disk the second folder was when it was chosen, so that the folder without the disk is
-- not taken for it; and what is known of a copy, for as long as its file is the same.

ALTER TABLE backup_plan ADD COLUMN second_disk TEXT;

-- Device, inode, length and instant of the last change of the file that was checked.
ALTER TABLE backup_checks ADD COLUMN stamp TEXT;
-- Whether this clinic's key proves that it was made here; null where it was not looked at.
ALTER TABLE backup_checks ADD COLUMN made_here INTEGER CHECK (made_here IN (0, 1));
