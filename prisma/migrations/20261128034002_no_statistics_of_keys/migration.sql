-- Statistics of a column are samples of its values: a wrapped key would stand there after it was destroyed.
ALTER TABLE "privacy_keys" ALTER COLUMN "wrapped" SET STATISTICS 0;
