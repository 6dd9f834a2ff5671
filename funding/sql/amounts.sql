-- Amounts that hold on a day as files tell them: of the changes that are asked for the last for each subject, as
-- FactQuerySet.state has it, with what is told of it and who confirms it.
WITH state AS MATERIALIZED (
    SELECT DISTINCT ON (locality_id, kind, share, plan_id, designation, programme_id) id, attested_on
    FROM ({asked}) AS change
    ORDER BY locality_id, kind, share, plan_id, designation, programme_id, effective_on DESC, known_on DESC, id DESC
)
SELECT {columns}, attested_on IS NULL OR attested_on < %s AS is_last_known
FROM (SELECT id, attested_on FROM state) AS held
    JOIN ({told}) AS told USING (id)
    LEFT JOIN (SELECT fact AS id, told AS confirmed_by FROM ({confirmed}) AS confirmation) AS confirmed USING (id)
ORDER BY {order}
