-- Hourly KPIs of every work unit from the table `sample`, in one query: the peer of analytics.
-- Intervals are clipped at hours, silences are unknown whole, counters may reset or roll over, and
-- what was counted across unknown time is in no ratio. Parameters: the planned run times come as
-- the table `rates` (product, seconds); 30000 is the silence, 2147483648 the modulus.
WITH run AS (
    SELECT work_center, min(time) AS began, max(time) AS now FROM sample GROUP BY work_center
),
ordered AS (
    SELECT
        work_center,
        work_unit,
        time,
        CASE
            WHEN state = 'executing' AND operation_mode = 'processing' THEN 'production'
            WHEN operation_mode = 'setup' THEN 'setup'
            WHEN "order" <> '' THEN 'delay'
            ELSE 'down'
        END AS said,
        product,
        produced,
        scrap,
        energy_kwh,
        lead(time) OVER unit AS following,
        lag(time) OVER unit AS previous,
        lag(product) OVER unit AS ran,
        lag(produced) OVER unit AS produced_before,
        lag(scrap) OVER unit AS scrap_before,
        lag(energy_kwh) OVER unit AS energy_before
    FROM sample
    WINDOW unit AS (PARTITION BY work_center, work_unit ORDER BY time)
),
leaves AS (
    SELECT
        work_center,
        work_unit,
        time AS began,
        coalesce(following, now) AS ended,
        CASE WHEN coalesce(following, now) - time > 30000 THEN 'unknown' ELSE said END AS leaf
    FROM ordered JOIN run USING (work_center)
    UNION ALL
    -- Before a unit's first sample nobody knows what it did.
    SELECT work_center, work_unit, run.began, min(time), 'unknown'
    FROM sample JOIN run USING (work_center)
    GROUP BY work_center, work_unit, run.began
),
clipped AS (
    SELECT
        work_center,
        work_unit,
        leaf,
        hour * 3600000 AS hour,
        least(ended, (hour + 1) * 3600000) - greatest(began, hour * 3600000) AS ms
    FROM (
        SELECT *, unnest(range(began // 3600000, (ended - 1) // 3600000 + 1)) AS hour
        FROM leaves WHERE ended > began
    )
),
times AS (
    SELECT
        work_center,
        work_unit,
        hour,
        sum(ms) FILTER (leaf = 'production') AS apt,
        sum(ms) FILTER (leaf = 'setup') AS aust,
        sum(ms) FILTER (leaf = 'delay') AS adet,
        sum(ms) FILTER (leaf = 'down') AS adot,
        sum(ms) FILTER (leaf = 'unknown') AS unknown,
        sum(ms) AS pbt
    FROM clipped GROUP BY ALL
),
rises AS (
    SELECT
        work_center,
        work_unit,
        ((time - 1) // 3600000) * 3600000 AS hour,
        ran AS product,
        time - previous > 30000 AS across,
        CASE
            WHEN produced >= produced_before THEN produced - produced_before
            WHEN produced_before >= 0.9 * 2147483648 THEN produced + 2147483648 - produced_before
            ELSE produced
        END AS made,
        CASE
            WHEN scrap >= scrap_before THEN scrap - scrap_before
            WHEN scrap_before >= 0.9 * 2147483648 THEN scrap + 2147483648 - scrap_before
            ELSE scrap
        END AS lost,
        energy_kwh - energy_before AS energy
    FROM ordered WHERE previous IS NOT NULL
),
pieces AS (
    SELECT
        work_center,
        work_unit,
        hour,
        sum(made) FILTER (NOT across) AS produced,
        sum(lost) FILTER (NOT across) AS scrap,
        sum(made) FILTER (across) AS unknown_produced,
        sum(made * seconds) FILTER (NOT across) AS earned,
        sum((made - lost) * seconds) FILTER (NOT across) AS earned_good,
        sum(energy) AS energy
    FROM rises LEFT JOIN rates USING (product)
    GROUP BY ALL
)
SELECT
    work_center,
    work_unit,
    hour AS time,
    coalesce(apt, 0) / 1000 AS actual_production_time_s,
    coalesce(aust, 0) / 1000 AS actual_unit_setup_time_s,
    coalesce(adet, 0) / 1000 AS actual_unit_delay_time_s,
    coalesce(adot, 0) / 1000 AS actual_unit_down_time_s,
    coalesce(unknown, 0) / 1000 AS unknown_time_s,
    pbt / 1000 AS planned_busy_time_s,
    coalesce(produced, 0) AS produced_quantity,
    coalesce(produced - scrap, 0) AS good_quantity,
    coalesce(unknown_produced, 0) AS unknown_produced_quantity,
    coalesce(energy, 0) AS energy_kwh,
    coalesce(apt, 0) / nullif(pbt - coalesce(unknown, 0), 0) AS availability,
    earned / nullif(apt / 1000, 0) AS effectiveness,
    earned_good / nullif(earned, 0) AS quality_ratio,
    coalesce(earned_good, 0) / nullif((pbt - coalesce(unknown, 0)) / 1000, 0) AS oee_index
FROM times LEFT JOIN pieces USING (work_center, work_unit, hour)
ORDER BY work_center, work_unit, time
