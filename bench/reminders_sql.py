"""What a sweep decides and records, written by hand for one day in one statement: what the portal is held against.

It knows what the portal works out from calendar and settings: that the day and the one after it are working days, and
when the last quarter was asked about. Leaders' digests and messages left over from earlier days are not in it.
"""

OWED = """
    SELECT part_id, ward_id, unit_id, officer_id, due, milestone FROM (
        SELECT p.id AS part_id, p.ward_id, p.unit_id, t.officer_id, o.due, greatest(o.opens_on, o.made_on) AS known,
            CASE
                WHEN o.due IS NULL THEN 'ask:2026-Q1'
                WHEN o.kind = 'check_in' THEN CASE
                    WHEN o.due <= %(day)s - 3 THEN '+3'
                    WHEN o.due <= %(day)s THEN '0'
                    WHEN o.due <= %(day)s + 3 THEN '-3'
                END
                WHEN o.due <= %(day)s - 30 THEN '+' || (%(day)s - o.due) / 30 * 30
                WHEN o.due <= %(day)s - 7 THEN '+7'
                WHEN o.due <= %(day)s - 1 THEN '+1'
                WHEN o.due <= %(day)s THEN '0'
                WHEN o.kind = 'recurring' AND o.due - begins <= 100 THEN CASE WHEN o.due <= %(day)s + 3 THEN '-3' END
                WHEN o.due <= %(day)s + 1 THEN '-1'
                WHEN o.due <= %(day)s + 3 THEN '-3'
                WHEN o.due <= %(day)s + 7 THEN '-7'
                WHEN o.due - begins > 60 THEN CASE WHEN o.due <= %(day)s + 30 THEN '-30' ELSE 'ask:2026-Q1' END
            END AS milestone
        FROM tasks_part p
        JOIN (
            SELECT id, task_id, kind, opens_on, made_on, start, coalesce(extended_due, due) AS due
            FROM tasks_occurrence
            WHERE NOT retired AND NOT no_date AND opens_on <= %(day)s AND made_on <= %(day)s
        ) o ON o.id = p.occurrence_id
        JOIN tasks_task t ON t.id = o.task_id
        JOIN plans_plan l ON l.id = t.plan_id
        CROSS JOIN LATERAL (SELECT coalesce(o.start, l.issued_on, l.imported_on) AS begins) w
        WHERE p.status IN ('not_started', 'in_progress', 'not_reported') AND NOT p.retired
            AND (t.dropped_on IS NULL OR t.dropped_on > %(day)s)
    ) reached
    WHERE milestone IS NOT NULL
        AND CASE WHEN left(milestone, 1) = '+' THEN true WHEN left(milestone, 3) = 'ask' THEN known <= '2026-03-13'
            ELSE due + milestone::int >= known END
        AND NOT EXISTS (
            SELECT FROM tasks_notification n WHERE n.ward_id = reached.ward_id AND n.part_id = reached.part_id
                AND n.due IS NOT DISTINCT FROM reached.due AND n.milestone = reached.milestone
        )
"""

RECORD = f"""
    WITH owed AS ({OWED}),
    ranked AS (
        SELECT owed.*, m.user_id, rank() OVER (PARTITION BY part_id ORDER BY CASE
            WHEN m.user_id = officer_id THEN 0
            WHEN m.unit_id = owed.unit_id AND m.role = 'officer' AND NOT is_head THEN 1
            WHEN m.unit_id = owed.unit_id AND m.role IN ('officer', 'head') THEN 2
            WHEN m.role = 'one_door' THEN 3 END) AS place
        FROM owed JOIN wards_membership m ON m.ward_id = owed.ward_id
        JOIN wards_user u ON u.id = m.user_id AND u.is_active
        WHERE m.user_id = officer_id OR m.unit_id = owed.unit_id OR m.role = 'one_door'
    ),
    told AS (
        SELECT DISTINCT part_id, ward_id, due, milestone, user_id, channel
        FROM ranked JOIN wards_user u ON u.id = user_id
        CROSS JOIN LATERAL (VALUES ('portal', true), ('email', u.email <> '' AND u.mail_reminders)) way(channel, open)
        WHERE place = 1 AND way.open
    ),
    messages AS (
        INSERT INTO tasks_message
            (public_id, recipient_id, channel, purpose, day, state, attempts, error, created_at)
        SELECT gen_random_uuid(), user_id, channel, 'reminder', %(day)s, 'queued', 0, '', now()
        FROM (SELECT DISTINCT user_id, channel FROM told) people
        ON CONFLICT (recipient_id, channel, day, purpose) DO UPDATE SET day = excluded.day
            WHERE tasks_message.state IN ('queued', 'failed')
        RETURNING id, recipient_id, channel
    )
    INSERT INTO tasks_notification (ward_id, part_id, due, milestone, recipient_id, channel, message_id, created_at)
    SELECT ward_id, part_id, due, milestone, user_id, told.channel, messages.id, now()
    FROM told JOIN messages ON messages.recipient_id = user_id AND messages.channel = told.channel
    ON CONFLICT DO NOTHING
"""  # noqa: S608 our own text
