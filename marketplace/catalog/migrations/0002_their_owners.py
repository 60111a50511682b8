import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('catalog', '0002_found'), ('catalog', '0004_orders_of_a_kind'), ('catalog', '0005_held_by_staff')]

    initial = True

    dependencies = [
        ('accounts', '0002_people_and_companies'),
        ('catalog', '0001_listings'),
    ]

    operations = [
        migrations.AddField(
            model_name='listing',
            name='owner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='listings', to='accounts.party'),
        ),
        migrations.AddField(
            model_name='topic',
            name='parent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='catalog.topic'),
        ),
        migrations.AddField(
            model_name='listing',
            name='topic',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.topic'),
        ),
        migrations.AddIndex(
            model_name='listingstats',
            index=models.Index(models.OrderBy(models.F('trend'), descending=True), models.OrderBy(models.F('listing'), descending=True), name='listingstats_trend'),
        ),
        migrations.AddIndex(
            model_name='topic',
            index=django.contrib.postgres.indexes.GinIndex(fields=['lineage'], name='topic_lineage'),
        ),
        migrations.AddIndex(
            model_name='listing',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('is_live', True)), fastupdate=False, fields=['search', 'lineage', 'tags'], name='listing_found'),
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(models.OrderBy(models.F('published_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('is_live', True)), name='listing_newest'),
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(models.F('kind'), models.OrderBy(models.F('published_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('is_live', True)), name='listing_kind_newest'),
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(models.OrderBy(models.Func(output_field=models.BigIntegerField(), template="(CASE WHEN is_open AND closes_at IS NOT NULL THEN -EXTRACT(EPOCH FROM closes_at - TIMESTAMPTZ '1970-01-01 00:00:00+00')::bigint ELSE -9223372036854775807 END)"), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('is_live', True)), name='listing_ending'),
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(models.OrderBy(models.Func(output_field=models.BigIntegerField(), template='(COALESCE(funded_permille, -1))'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('is_live', True)), name='listing_funded'),
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(models.OrderBy(models.F('kind')), models.OrderBy(models.Func(output_field=models.BigIntegerField(), template='(COALESCE(raised_eur, -1))'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('is_live', True)), name='listing_raised'),
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(models.OrderBy(models.Func(output_field=models.BigIntegerField(), template='(CASE WHEN rating IS NULL THEN -1 ELSE (rating * rating_count + 2000) / (rating_count + 5) END)'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('is_live', True)), name='listing_rated'),
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(models.OrderBy(models.F('kind')), models.OrderBy(models.Func(output_field=models.BigIntegerField(), template='(CASE WHEN price_eur IS NULL THEN -9223372036854775807 ELSE -price_eur END)'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('is_live', True)), name='listing_cheapest'),
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(models.OrderBy(models.F('kind')), models.OrderBy(models.Func(output_field=models.BigIntegerField(), template='(COALESCE(price_eur, -1))'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('is_live', True)), name='listing_dearest'),
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(condition=models.Q(('is_live', True)), fields=['updated_at'], name='listing_updated'),
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(fields=['owner', 'kind'], name='listing_owner'),
        ),
        migrations.AddConstraint(
            model_name='listing',
            constraint=models.UniqueConstraint(fields=('kind', 'slug'), name='listing_slug_once'),
        ),
        migrations.AddConstraint(
            model_name='listing',
            constraint=models.CheckConstraint(condition=models.Q(('is_live', False), ('published_at__isnull', False), _connector='OR'), name='listing_live_was_published'),
        ),
        migrations.AddConstraint(
            model_name='listing',
            constraint=models.CheckConstraint(condition=models.Q(('held_live__isnull', True), ('is_live', False), _connector='OR'), name='listing_held_is_not_live'),
        ),
        migrations.AddConstraint(
            model_name='listing',
            constraint=models.CheckConstraint(condition=models.Q(('price_high__isnull', True), ('price_low__isnull', True), ('price_high__gte', models.F('price_low')), _connector='OR'), name='listing_price_low_to_high'),
        ),
        migrations.AddConstraint(
            model_name='listing',
            constraint=models.CheckConstraint(condition=models.Q(('rating__isnull', True), ('rating__lte', 500), _connector='OR'), name='listing_rating_to_five'),
        ),
    ]
