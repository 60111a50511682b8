"""What must always be true of what comes together: `manage.py check_books` asks. Imported once, at the start."""

from payments import books

books.query(
    "I12",
    "The sum and the number on a fundraiser's page are those of the pledges that count",
    """
    SELECT fundraiser.listing_id AS fundraiser, pledged_minor, backing, coalesce(sum, 0) AS sum,
        coalesce(many, 0) AS many
    FROM fundraising_fundraiser fundraiser
    LEFT JOIN (
        SELECT fundraiser_id, sum(amount_minor) AS sum, count(*) AS many
        FROM fundraising_pledge WHERE counts GROUP BY fundraiser_id
    ) counting ON counting.fundraiser_id = fundraiser.listing_id
    WHERE pledged_minor <> coalesce(sum, 0) OR backing <> coalesce(many, 0)
    """,
)
books.query(
    "I12",
    "Of every reward as many are taken as pledges hold, and never more than there are",
    """
    SELECT reward.id AS reward, reward.taken, reward.limit, coalesce(held, 0) AS held
    FROM fundraising_reward reward
    LEFT JOIN (
        SELECT reward_id, sum(quantity) AS held
        FROM fundraising_pledgeline line JOIN fundraising_pledge pledge ON pledge.id = line.pledge_id
        WHERE pledge.status <> 'cancelled' OR pledge.counts GROUP BY reward_id
    ) holding ON holding.reward_id = reward.id
    WHERE reward.taken <> coalesce(held, 0) OR reward.taken > reward.limit
    """,
)
books.query(
    "I12",
    "A pledge is the sum of its rewards, its shipping and what was added",
    """
    SELECT pledge.id AS pledge, amount_minor, extra_minor, shipping_minor, coalesce(lines, 0) AS lines
    FROM fundraising_pledge pledge
    LEFT JOIN (
        SELECT pledge_id, sum(quantity * price_minor) AS lines FROM fundraising_pledgeline GROUP BY pledge_id
    ) priced ON priced.pledge_id = pledge.id
    WHERE amount_minor <> extra_minor + shipping_minor + coalesce(lines, 0)
    """,
)
books.query(
    "I12",
    "What was paid for a pledge is its amount, in a hold of its own",
    """
    SELECT pledge.id AS pledge, pledge.amount_minor, hold.amount_minor AS held
    FROM fundraising_pledge pledge JOIN payments_hold hold ON hold.id = pledge.hold_id
    WHERE hold.kind <> 'pledge' OR hold.subject <> pledge.id
        OR hold.amount_minor <> pledge.amount_minor OR hold.currency <> pledge.currency
    """,
)
books.query(
    "I19",
    "A fundraiser that has left its campaign was decided, and one that has not was not",
    """
    SELECT fundraiser.listing_id AS fundraiser, fundraiser.status
    FROM fundraising_fundraiser fundraiser
    LEFT JOIN fundraising_settlement decision ON decision.fundraiser_id = fundraiser.listing_id
    WHERE (decision.fundraiser_id IS NOT NULL AND fundraiser.status IN ('draft', 'in_review', 'scheduled', 'ongoing'))
        OR (decision.fundraiser_id IS NULL AND fundraiser.backing > 0
            AND fundraiser.status IN ('collecting', 'successful', 'delivering', 'completed', 'failed'))
    """,
)
