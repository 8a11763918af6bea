-- Which kits hold a product is asked with every kit that is saved and every product that leaves the catalog.
ALTER TABLE "products" ADD COLUMN "parts" TEXT[] DEFAULT ARRAY[]::TEXT[];
UPDATE "products" SET "parts" = ARRAY(SELECT part ->> 'sku' FROM jsonb_array_elements("content" -> 'components') AS part)
WHERE "content" ? 'components';
CREATE INDEX "products_parts_idx" ON "products" USING GIN ("parts");
