import django.contrib.postgres.fields
import django.contrib.postgres.search
import django.db.models.deletion
import marketplace.kit.clock
import marketplace.kit.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('catalog', '0001_initial'),
    ]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='EventMark',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('until', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Listing',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('portfolio', 'Portfolio'), ('work', 'Work'), ('service', 'Service'), ('product', 'Product'), ('project', 'Job'), ('fundraiser', 'Fundraiser'), ('round', 'Round'), ('person', 'Person'), ('company', 'Company')], max_length=10)),
                ('slug', models.SlugField(max_length=100)),
                ('url', models.CharField(max_length=200)),
                ('title', models.CharField(max_length=200)),
                ('summary', models.CharField(blank=True, max_length=300)),
                ('language', models.CharField(default='en', max_length=5)),
                ('cover', models.CharField(blank=True, max_length=200)),
                ('cover_alt', models.CharField(blank=True, max_length=200)),
                ('cover_style', models.CharField(choices=[('type', 'Type'), ('grid', 'Grid'), ('organic', 'Organic'), ('architectural', 'Architectural'), ('data', 'Data')], default='grid', max_length=14)),
                ('topics', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, size=None)),
                ('lineage', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, size=None)),
                ('state', models.CharField(blank=True, max_length=20)),
                ('is_live', models.BooleanField(default=False)),
                ('held_live', models.BooleanField(editable=False, null=True)),
                ('is_open', models.BooleanField(default=False)),
                ('country', models.CharField(blank=True, max_length=2)),
                ('place', models.CharField(blank=True, max_length=100)),
                ('is_remote', models.BooleanField(default=False)),
                ('level', models.CharField(blank=True, max_length=12)),
                ('basis', models.CharField(blank=True, max_length=12)),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('price_low', models.BigIntegerField(null=True)),
                ('price_high', models.BigIntegerField(null=True)),
                ('price_eur', models.BigIntegerField(null=True)),
                ('goal_minor', models.BigIntegerField(null=True)),
                ('raised_minor', models.BigIntegerField(null=True)),
                ('raised_eur', models.BigIntegerField(null=True)),
                ('funded_permille', models.IntegerField(null=True)),
                ('closes_at', models.DateTimeField(null=True)),
                ('free_from', models.DateField(null=True)),
                ('rating', models.PositiveSmallIntegerField(null=True)),
                ('rating_count', models.PositiveIntegerField(default=0)),
                ('facts', models.JSONField(default=dict)),
                ('is_sample', models.BooleanField(default=False)),
                ('published_at', models.DateTimeField(null=True)),
                ('updated_at', models.DateTimeField(default=marketplace.kit.clock.now)),
                ('search', django.contrib.postgres.search.SearchVectorField(null=True)),
                ('tags', models.GeneratedField(db_persist=True, expression=models.Func(output_field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None), template="array_remove(ARRAY[\n'kind:' || kind,\nCASE WHEN is_open THEN 'open' END,\nCASE WHEN is_remote THEN 'remote' END,\n'country:' || NULLIF(country, ''),\n'level:' || NULLIF(level, ''),\n'basis:' || NULLIF(basis, ''),\n'language:' || language,\n'currency:' || NULLIF(currency, ''),\nCASE WHEN rating >= 480 THEN 'rated:480' END,\nCASE WHEN rating >= 450 THEN 'rated:450' END,\nCASE WHEN rating >= 400 THEN 'rated:400' END,\nCASE WHEN kind IN ('fundraiser', 'round') THEN\n  CASE WHEN is_open THEN 'funding:ongoing'\n  WHEN state IN ('successful', 'delivering', 'completed') THEN 'funding:successful'\n  WHEN state IN ('failed', 'cancelled') THEN 'funding:' || state END\nEND,\nCASE WHEN kind IN ('fundraiser', 'round') THEN\n  CASE WHEN funded_permille >= 1000 THEN 'funding:reached'\n  WHEN funded_permille >= 750 AND is_open THEN 'funding:nearly' END\nEND\n]::text[], NULL)"), output_field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None))),
            ],
        ),
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=90, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(choices=[('field', 'field'), ('subject', 'subject'), ('skill', 'skill'), ('tool', 'tool')], default='field', max_length=8)),
                ('lineage', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, editable=False, size=None)),
                ('cover_style', models.CharField(choices=[('type', 'Type'), ('grid', 'Grid'), ('organic', 'Organic'), ('architectural', 'Architectural'), ('data', 'Data')], default='grid', max_length=14)),
                ('summary', models.CharField(blank=True, max_length=300)),
                ('listing_count', models.PositiveIntegerField(default=0, editable=False)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='ListingStats',
            fields=[
                ('listing', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='stats', serialize=False, to='catalog.listing')),
                ('views', models.PositiveIntegerField(default=0)),
                ('likes', models.PositiveIntegerField(default=0)),
                ('bookmarks', models.PositiveIntegerField(default=0)),
                ('watches', models.PositiveIntegerField(default=0)),
                ('follows', models.PositiveIntegerField(default=0)),
                ('shares', models.PositiveIntegerField(default=0)),
                ('proposals', models.PositiveIntegerField(default=0)),
                ('backers', models.PositiveIntegerField(default=0)),
                ('trend', models.FloatField(default=0)),
            ],
        ),
    ]
