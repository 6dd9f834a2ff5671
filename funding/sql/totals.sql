-- What amounts come to: a row for each kind and locality, in Czech order.  This is the one place that adds amounts up.
--
-- An amount without a programme is the whole of its money, amounts with a programme are its parts.  Where sources give
-- the whole, it is what counts, else the sum of the parts; never both.  What cannot be told apart is not added up.
WITH asked AS MATERIALIZED (  -- of the changes the last for each subject: the state, as FactQuerySet.state has it
    SELECT DISTINCT ON (locality_id, kind, share, plan_id, designation, programme_id) *
    FROM ({asked}) AS change
    ORDER BY locality_id, kind, share, plan_id, designation, programme_id, effective_on DESC, known_on DESC, id DESC
),
money AS (
    SELECT kind, locality_id, coalesce(plan_id, 0) AS plan, designation COLLATE "C" AS designation,
        share COLLATE "C" AS share, count(*) AS amounts,
        sum(amount) FILTER (WHERE programme_id IS NULL) AS whole,
        coalesce(sum(amount) FILTER (WHERE programme_id IS NOT NULL), 0) AS parts,
        bool_or(attested_on IS NULL OR attested_on < %s) AS has_last_known
    FROM asked
    GROUP BY 1, 2, 3, 4, 5
),
usual AS (  -- all that is added up is of one share, of each kind the one of most amounts
    SELECT DISTINCT ON (kind) kind, share AS usual
    FROM money
    GROUP BY kind, share
    ORDER BY kind, sum(amounts) DESC, share = 'unknown' DESC, share DESC
),
other AS (  -- the first that is of another share
    SELECT DISTINCT ON (kind, locality_id) kind, locality_id, share AS other_share
    FROM money JOIN usual USING (kind)
    WHERE share <> usual
    ORDER BY kind, locality_id, plan, designation, share
),
place AS (
    SELECT kind, locality_id, sum(amounts)::integer AS amounts, sum(coalesce(whole, parts)) AS crowns,
        coalesce(bool_or(whole < parts), false) AS is_overdrawn,
        count(*) > 1 AND bool_or(plan = 0 AND designation = '') AS is_unclear,
        coalesce(bool_or(whole > parts), false) AS has_rest, coalesce(sum(whole - parts), 0) AS rest,
        bool_or(whole IS NULL) AS is_of_parts, bool_or(has_last_known) AS has_last_known
    FROM money
    GROUP BY kind, locality_id
),
divided AS (
    SELECT kind, locality_id, array_agg(programme_id) AS programmes, array_agg(crowns) AS shares
    FROM (
        SELECT kind, locality_id, programme_id, sum(amount) AS crowns
        FROM asked
        WHERE programme_id IS NOT NULL
        GROUP BY 1, 2, 3
    ) AS part
    GROUP BY 1, 2
),
rounded AS (  -- how exactly sources give what they do not give to the crown; only the first are ever told
    SELECT kind, locality_id, (
        array_agg(
            exactness ORDER BY coalesce(plan_id, 0), designation COLLATE "C", share COLLATE "C",
            programme_id IS NOT NULL, p.year_from, p.abbreviation COLLATE "C", asked.id
        )
    )[:21] AS exactness
    FROM asked LEFT JOIN funding_programme AS p ON p.id = programme_id
    WHERE exactness <> 'crown'
    GROUP BY 1, 2
)
SELECT kind, locality_id, l.name, l.slug, l.name_key, amounts, crowns, is_overdrawn, is_unclear, other_share,
    has_rest, rest, is_of_parts, has_last_known, programmes, shares, coalesce(exactness, '{}')
FROM place
    LEFT JOIN other USING (kind, locality_id)
    LEFT JOIN divided USING (kind, locality_id)
    LEFT JOIN rounded USING (kind, locality_id)
    JOIN (SELECT id, name, slug, name_key FROM localities_locality) AS l ON l.id = locality_id
ORDER BY l.name_key, locality_id
