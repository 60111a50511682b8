import accounts.models.audience
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import marketplace.kit.clock
import marketplace.kit.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('accounts', '0002_profiles_and_companies'), ('accounts', '0003_companies_are_run'), ('accounts', '0005_privacy'), ('accounts', '0006_leaving'), ('accounts', '0007_devices_and_security_events'), ('accounts', '0008_people_in_full'), ('accounts', '0009_suspensions'), ('accounts', '0010_guests')]

    initial = True

    dependencies = [
        ('accounts', '0001_users'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('catalog', '0001_listings'),
    ]

    operations = [
        migrations.CreateModel(
            name='Party',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('person', 'person'), ('company', 'company')], max_length=8)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('photo', models.ImageField(blank=True, upload_to='photos/')),
                ('user', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='party', to=settings.AUTH_USER_MODEL)),
                ('created_at', models.DateTimeField(default=marketplace.kit.clock.now, editable=False)),
            ],
            options={
                'verbose_name_plural': 'parties',
                'constraints': [models.CheckConstraint(condition=models.Q(('kind', 'person'), ('user__isnull', True), _connector='OR'), name='party_company_has_no_user')],
            },
        ),
        migrations.CreateModel(
            name='Company',
            fields=[
                ('created_at', models.DateTimeField(default=marketplace.kit.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(default=marketplace.kit.clock.now, editable=False)),
                ('listing', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='company', serialize=False, to='catalog.listing')),
                ('party', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='company', to='accounts.party')),
                ('tagline', models.CharField(blank=True, max_length=140, verbose_name='in one line')),
                ('about', models.TextField(blank=True, verbose_name='about')),
                ('city', models.CharField(blank=True, max_length=80, verbose_name='city')),
                ('country', models.CharField(blank=True, max_length=2, verbose_name='country')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('founded_on', models.DateField(blank=True, null=True, verbose_name='founded')),
                ('legal_form', models.CharField(blank=True, max_length=60, verbose_name='legal form')),
                ('register_number', models.CharField(blank=True, db_default='', default='', max_length=60, verbose_name='registration number')),
                ('vat_number', models.CharField(blank=True, db_default='', default='', max_length=40, verbose_name='VAT number')),
                ('jurisdiction', models.CharField(blank=True, max_length=60, verbose_name='registered in')),
                ('industry', models.CharField(blank=True, max_length=120, verbose_name='industry')),
                ('timezone', models.CharField(blank=True, max_length=64, verbose_name='time zone')),
                ('contact', models.CharField(blank=True, max_length=120, verbose_name='contact')),
                ('dissolved_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name_plural': 'companies',
            },
        ),
        migrations.CreateModel(
            name='Record',
            fields=[
                ('party', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='record', serialize=False, to='accounts.party')),
                ('kind', models.CharField(choices=[('sample', 'sample'), ('public', 'public record')], max_length=6)),
                ('source', models.CharField(max_length=120)),
                ('licence', models.CharField(blank=True, max_length=40)),
                ('url', models.URLField(blank=True)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('rating', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('rating_count', models.PositiveIntegerField(default=0)),
                ('spent_minor', models.BigIntegerField(blank=True, null=True)),
                ('currency', models.CharField(default='USD', max_length=3)),
                ('since', models.DateField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('rating__isnull', True), ('rating__lte', 500), _connector='OR'), name='record_rating_to_five'), models.CheckConstraint(condition=models.Q(('spent_minor__isnull', True), ('spent_minor__gte', 0), _connector='OR'), name='record_spent_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to=settings.AUTH_USER_MODEL)),
                ('purpose', models.CharField(max_length=40)),
                ('version', models.CharField(max_length=20)),
                ('is_given', models.BooleanField()),
                ('how', models.CharField(choices=[('joining', 'when joining'), ('asked', 'when asked on a visit'), ('settings', 'in the settings'), ('mail', 'by the link in a mail')], max_length=8)),
                ('at', models.DateTimeField(default=marketplace.kit.clock.now)),
            ],
            options={
                'indexes': [models.Index(fields=['user', 'purpose', '-at'], name='consent_last_word')],
            },
        ),
        migrations.CreateModel(
            name='Device',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='devices', to=settings.AUTH_USER_MODEL)),
                ('token', models.CharField(max_length=64)),
                ('session_key', models.CharField(blank=True, max_length=40)),
                ('user_agent', models.CharField(blank=True, max_length=200)),
                ('first_seen_at', models.DateTimeField(default=marketplace.kit.clock.now)),
                ('last_seen_at', models.DateTimeField(default=marketplace.kit.clock.now)),
                ('remembered_until', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'token'), name='device_once')],
            },
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('try_at', models.DateTimeField(default=marketplace.kit.clock.now)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('error', models.TextField(blank=True)),
                ('lease', models.UUIDField(blank=True, editable=False, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='erasures', to=settings.AUTH_USER_MODEL)),
                ('status', models.CharField(choices=[('waiting', 'Waiting'), ('taken_back', 'Taken back'), ('running', 'Under way'), ('done', 'Done')], default='waiting', max_length=10)),
                ('asked_at', models.DateTimeField(default=marketplace.kit.clock.now)),
                ('due_at', models.DateTimeField()),
                ('held_at', models.DateTimeField(blank=True, null=True)),
                ('hidden', models.JSONField(default=list)),
                ('outcome', models.JSONField(default=list)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('token', models.CharField(max_length=43, unique=True)),
                ('seal', models.CharField(blank=True, max_length=64)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('status', 'done'), _negated=True), models.Q(('done_at__isnull', False), models.Q(('seal', ''), _negated=True)), _connector='OR'), name='erasure_done_has_a_receipt'), models.UniqueConstraint(condition=models.Q(('status__in', ['waiting', 'running'])), fields=('user',), name='erasure_one_at_a_time')],
                'indexes': [models.Index(condition=models.Q(('status', 'running')), fields=['try_at'], name='erasure_due')],
            },
        ),
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('try_at', models.DateTimeField(default=marketplace.kit.clock.now)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('error', models.TextField(blank=True)),
                ('lease', models.UUIDField(blank=True, editable=False, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exports', to=settings.AUTH_USER_MODEL)),
                ('status', models.CharField(choices=[('waiting', 'Waiting'), ('making', 'Being made'), ('ready', 'Ready'), ('gone', 'Deleted')], default='waiting', max_length=7)),
                ('asked_at', models.DateTimeField(default=marketplace.kit.clock.now)),
                ('done', models.PositiveSmallIntegerField(default=0)),
                ('total', models.PositiveSmallIntegerField(default=0)),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('seal', models.CharField(blank=True, max_length=64)),
                ('ready_at', models.DateTimeField(blank=True, null=True)),
                ('ends_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('status', 'ready'), _negated=True), models.Q(('ends_at__isnull', False), ('ready_at__isnull', False)), _connector='OR'), name='export_ready_has_an_end'), models.UniqueConstraint(condition=models.Q(('status__in', ['waiting', 'making'])), fields=('user',), name='export_one_at_a_time')],
                'indexes': [models.Index(condition=models.Q(('status__in', ['waiting', 'making'])), fields=['try_at'], name='export_due'), models.Index(fields=['user', '-asked_at'], name='export_newest')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='accounts.company')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('rank', models.CharField(choices=[('owner', 'Owner'), ('manager', 'Manager'), ('member', 'Member')], default='member', max_length=8)),
                ('since', models.DateTimeField(default=marketplace.kit.clock.now)),
                ('is_shown', models.BooleanField(db_default=False, default=False)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('company', 'user'), name='membership_once')],
            },
        ),
        migrations.CreateModel(
            name='Role',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roles', to=settings.AUTH_USER_MODEL)),
                ('kind', models.CharField(choices=[('freelancer', 'Freelancer'), ('client', 'Client'), ('investor', 'Backer and investor')], max_length=12)),
                ('since', models.DateTimeField(default=marketplace.kit.clock.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'kind'), name='role_once')],
            },
        ),
        migrations.CreateModel(
            name='SecurityEvent',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='security_events', to=settings.AUTH_USER_MODEL)),
                ('kind', models.CharField(max_length=40)),
                ('about', models.CharField(blank=True, max_length=80)),
                ('facts', models.JSONField(blank=True, default=dict)),
                ('user_agent', models.CharField(blank=True, max_length=200)),
                ('at', models.DateTimeField(default=marketplace.kit.clock.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('about', ''), _negated=True), fields=('user', 'kind', 'about'), name='security_event_once')],
                'indexes': [models.Index(models.F('user'), models.OrderBy(models.F('at'), descending=True), name='security_event_newest')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=marketplace.kit.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(default=marketplace.kit.clock.now, editable=False)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='accounts.company')),
                ('email', models.EmailField(max_length=254)),
                ('rank', models.CharField(choices=[('owner', 'Owner'), ('manager', 'Manager'), ('member', 'Member')], default='member', max_length=8)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('status', models.CharField(choices=[('open', 'Waiting'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('revoked', 'Taken back'), ('expired', 'Ran out')], default='open', max_length=8)),
                ('invited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('accepted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sent', models.PositiveSmallIntegerField(default=1)),
                ('sent_at', models.DateTimeField(default=marketplace.kit.clock.now)),
                ('expires_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'open')), fields=('company', 'email'), name='invitation_once'), models.CheckConstraint(condition=models.Q(('rank', 'owner'), _negated=True), name='invitation_never_to_own')],
                'indexes': [models.Index(fields=['email', 'sent_at'], name='invitation_by_address')],
            },
        ),
        migrations.CreateModel(
            name='OwnershipOffer',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=marketplace.kit.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(default=marketplace.kit.clock.now, editable=False)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ownership_offers', to='accounts.company')),
                ('offered_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('to', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ownership_offers', to=settings.AUTH_USER_MODEL)),
                ('stays', models.BooleanField(default=False)),
                ('status', models.CharField(choices=[('open', 'Waiting'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('revoked', 'Taken back'), ('expired', 'Ran out')], default='open', max_length=8)),
                ('expires_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'open')), fields=('company',), name='ownershipoffer_one_at_a_time'), models.CheckConstraint(condition=models.Q(('to', models.F('offered_by')), _negated=True), name='ownershipoffer_to_somebody_else')],
            },
        ),
        migrations.CreateModel(
            name='Guest',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='guest', to=settings.AUTH_USER_MODEL)),
                ('party', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='guest', to='accounts.party')),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('key', models.UUIDField(unique=True)),
                ('round', models.PositiveSmallIntegerField(default=1)),
                ('proved_at', models.DateTimeField(blank=True, null=True)),
                ('claimed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='guests', to=settings.AUTH_USER_MODEL)),
                ('created_at', models.DateTimeField(default=marketplace.kit.clock.now, editable=False)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('claimed_by__isnull', True)), fields=['email'], name='guest_by_address')],
            },
        ),
        migrations.CreateModel(
            name='Profile',
            fields=[
                ('created_at', models.DateTimeField(default=marketplace.kit.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(default=marketplace.kit.clock.now, editable=False)),
                ('listing', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='profile', serialize=False, to='catalog.listing')),
                ('party', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='profile', to='accounts.party')),
                ('headline', models.CharField(blank=True, max_length=140, verbose_name='headline')),
                ('bio', models.TextField(blank=True, verbose_name='about')),
                ('city', models.CharField(blank=True, max_length=80, verbose_name='city')),
                ('country', models.CharField(blank=True, max_length=2, verbose_name='country')),
                ('timezone', models.CharField(blank=True, max_length=64, verbose_name='time zone')),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), blank=True, default=list, size=None)),
                ('fluency', models.JSONField(blank=True, default=dict)),
                ('level', models.CharField(blank=True, choices=[('entry', 'Entry'), ('intermediate', 'Intermediate'), ('expert', 'Expert')], max_length=12)),
                ('currency', models.CharField(default='EUR', max_length=3)),
                ('rate_minor', models.BigIntegerField(blank=True, null=True, verbose_name='hourly rate')),
                ('usual_from', models.DateField(blank=True, null=True, verbose_name='free from')),
                ('free_from', models.DateField(blank=True, editable=False, null=True)),
                ('hours_a_week', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='hours a week')),
                ('links', models.JSONField(blank=True, default=list)),
                ('goal', models.CharField(blank=True, choices=[('work', 'Find paid work'), ('show', 'Show what I make'), ('hire', 'Find somebody for a job'), ('back', 'Back or invest in what others make'), ('look', 'Look around first')], max_length=4)),
                ('audiences', models.JSONField(blank=True, default=dict, validators=[accounts.models.audience.check_audiences])),
                ('steps_closed_at', models.DateTimeField(blank=True, null=True)),
                ('born', models.SmallIntegerField(blank=True, null=True)),
                ('died', models.SmallIntegerField(blank=True, null=True)),
                ('birth_place', models.CharField(blank=True, max_length=120)),
                ('death_place', models.CharField(blank=True, max_length=120)),
                ('interests', models.ManyToManyField(blank=True, related_name='+', to='catalog.topic')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('rate_minor__isnull', True), ('rate_minor__gt', 0), _connector='OR'), name='profile_rate_positive')],
            },
        ),
        migrations.CreateModel(
            name='FreeWeek',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='free_weeks', to='accounts.profile')),
                ('week', models.DateField()),
                ('hours', models.PositiveSmallIntegerField()),
            ],
            options={
                'ordering': ['week'],
                'constraints': [models.UniqueConstraint(fields=('profile', 'week'), name='freeweek_once'), models.CheckConstraint(condition=models.Q(('week__iso_week_day', 1)), name='freeweek_begins_on_monday'), models.CheckConstraint(condition=models.Q(('hours__lte', 80)), name='freeweek_hours_in_a_week')],
            },
        ),
        migrations.CreateModel(
            name='Endorsement',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='endorsements', to='accounts.profile')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.topic')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='endorsements_given', to='accounts.party')),
                ('at', models.DateTimeField(default=marketplace.kit.clock.now)),
            ],
            options={
                'ordering': ['at'],
                'constraints': [models.UniqueConstraint(fields=('profile', 'topic', 'by'), name='endorsement_once')],
            },
        ),
        migrations.CreateModel(
            name='ProfileSkill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='profile_skills', to='accounts.profile')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.topic')),
                ('level', models.CharField(blank=True, choices=[('entry', 'Entry'), ('intermediate', 'Intermediate'), ('expert', 'Expert')], max_length=12)),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('profile', 'topic'), name='profileskill_once')],
            },
        ),
        migrations.CreateModel(
            name='Recommendation',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recommendations', to='accounts.profile')),
                ('writer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recommendations_written', to='accounts.party')),
                ('status', models.CharField(choices=[('asked', 'Asked for'), ('offered', 'Waits to be accepted'), ('shown', 'Shown'), ('hidden', 'Hidden'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], max_length=9)),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('text', models.TextField(blank=True, verbose_name='text')),
                ('asked_at', models.DateTimeField(default=marketplace.kit.clock.now)),
                ('written_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-asked_at', '-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('status__in', ['declined', 'withdrawn']), _negated=True), fields=('profile', 'writer'), name='recommendation_one_open'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['offered', 'shown', 'hidden']), _negated=True), models.Q(('text', ''), _negated=True), _connector='OR'), name='recommendation_shown_has_a_text')],
            },
        ),
        migrations.AddField(
            model_name='profile',
            name='skills',
            field=models.ManyToManyField(related_name='profiles', through='accounts.ProfileSkill', to='catalog.topic'),
        ),
        migrations.AddField(
            model_name='user',
            name='groups',
            field=models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups'),
        ),
        migrations.AddField(
            model_name='user',
            name='user_permissions',
            field=models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions'),
        ),
        migrations.AddField(
            model_name='certification',
            name='profile',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='certifications', to='accounts.profile'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_once'),
        ),
        migrations.AddIndex(
            model_name='certification',
            index=models.Index(condition=models.Q(('status', 'waiting')), fields=['updated_at'], name='certification_queue'),
        ),
        migrations.AddConstraint(
            model_name='certification',
            constraint=models.CheckConstraint(condition=models.Q(('expires_on__isnull', True), ('expires_on__gt', models.F('issued_on')), _connector='OR'), name='certification_runs_out_after_it_began'),
        ),
        migrations.AddConstraint(
            model_name='certification',
            constraint=models.CheckConstraint(condition=models.Q(('status', 'claimed'), models.Q(('document', ''), _negated=True), _connector='OR'), name='certification_reviewed_has_a_document'),
        ),
    ]
