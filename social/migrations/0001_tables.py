import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.serializers.json
import django.db.models.deletion
import django.db.models.functions.datetime
import marketplace.kit.clock
import marketplace.kit.ids
import marketplace.kit.private_files
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('social', '0001_notices'),
        ('social', '0002_notices_for_many'),
        ('social', '0003_push_subscriptions'),
        ('social', '0004_reports_and_blocks'),
        ('social', '0005_threads'),
        ('social', '0006_reviews_and_scores'),
        ('social', '0007_calls'),
        ('social', '0008_messages_reported'),
        ('social', '0009_comments'),
    ]

    initial = True

    dependencies = [
        ('accounts', '0002_people_and_companies'),
        ('accounts', '__first__'),
        ('catalog', '0002_their_owners'),
    ]

    operations = [
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=20)),
                ('about', models.UUIDField()),
                ('listing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalog.listing')),
                ('answers', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='social.comment')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.party')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('body', models.TextField(verbose_name='comment')),
                ('key', models.CharField(max_length=64)),
                ('at', models.DateTimeField(default=marketplace.kit.clock.now)),
                ('edited_at', models.DateTimeField(blank=True, null=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('held_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('by', 'key'), name='comment_sent_once')],
                'indexes': [models.Index(fields=['kind', 'about', 'at'], name='comment_of_thing')],
            },
        ),
        migrations.CreateModel(
            name='Deal',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('contract', 'Contract')], max_length=10)),
                ('key', models.UUIDField()),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('url', models.CharField(max_length=200)),
                ('listing', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='catalog.listing')),
                ('is_public', models.BooleanField(default=False)),
                ('is_related', models.BooleanField(default=False)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deals_given', to='accounts.party')),
                ('freelancer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deals_taken', to='accounts.party')),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_how', models.CharField(blank=True, choices=[('done', 'All of it done'), ('client', 'Ended by the client'), ('freelancer', 'Ended by the freelancer'), ('silence', 'Closed after silence'), ('dormant', 'Closed because nobody had touched it')], max_length=10)),
                ('reviews_close_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'key'), name='deal_once'), models.CheckConstraint(condition=models.Q(('client', models.F('freelancer')), _negated=True), name='deal_between_two'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_how', '')), models.Q(('ended_at__isnull', False), models.Q(('ended_how', ''), _negated=True)), _connector='OR'), name='deal_ended_somehow'), models.CheckConstraint(condition=models.Q(('reviews_close_at__isnull', True), ('ended_at__isnull', False), _connector='OR'), name='deal_reviewed_after_end')],
            },
        ),
        migrations.CreateModel(
            name='Fact',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('deal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='facts', to='social.deal')),
                ('kind', models.CharField(choices=[('released', 'Money released'), ('returned', 'Money returned'), ('settled', 'Dispute settled'), ('ended', 'Ended')], max_length=8)),
                ('key', models.CharField(max_length=120, unique=True)),
                ('at', models.DateTimeField(default=marketplace.kit.clock.now)),
                ('data', models.JSONField(default=dict)),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='FanOut',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('try_at', models.DateTimeField(default=marketplace.kit.clock.now)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('error', models.TextField(blank=True)),
                ('lease', models.UUIDField(blank=True, editable=False, null=True)),
                ('kind', models.CharField(max_length=40)),
                ('key', models.CharField(max_length=120)),
                ('actor', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.party')),
                ('listing', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalog.listing')),
                ('url', models.CharField(max_length=200)),
                ('but_not', models.UUIDField(blank=True, null=True)),
                ('facts', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('audiences', models.JSONField(default=list)),
                ('at', models.DateTimeField(default=marketplace.kit.clock.now)),
                ('step', models.PositiveSmallIntegerField(default=0)),
                ('cursor', models.UUIDField(blank=True, null=True)),
                ('told', models.PositiveIntegerField(default=0)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'key'), name='fanout_once')],
                'indexes': [models.Index(condition=models.Q(('done_at__isnull', True)), fields=['try_at', 'id'], name='fanout_due')],
            },
        ),
        migrations.CreateModel(
            name='Follow',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('follower', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='following', to='accounts.party')),
                ('followed', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='followers', to='accounts.party')),
                ('since', models.DateTimeField(default=marketplace.kit.clock.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('followed', 'follower'), name='follow_once'), models.CheckConstraint(condition=models.Q(('follower', models.F('followed')), _negated=True), name='follow_not_oneself')],
            },
        ),
        migrations.CreateModel(
            name='Mute',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mutes', to=settings.AUTH_USER_MODEL)),
                ('listing', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalog.listing')),
                ('party', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.party')),
                ('since', models.DateTimeField(default=marketplace.kit.clock.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'listing'), name='mute_listing_once'), models.UniqueConstraint(fields=('user', 'party'), name='mute_party_once'), models.CheckConstraint(condition=models.Q(models.Q(('listing__isnull', True), ('party__isnull', False)), models.Q(('listing__isnull', False), ('party__isnull', True)), _connector='OR'), name='mute_one_thing')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
                ('kind', models.CharField(max_length=40)),
                ('key', models.CharField(max_length=120)),
                ('reason', models.CharField(choices=[('account', 'it concerns your account'), ('own', 'it concerns something of yours'), ('company', 'you act for the company that it concerns'), ('part', 'you take part in it'), ('follow', 'you follow who did it'), ('watch', 'you watch it')], db_default='own', default='own', max_length=10)),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.party')),
                ('party', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.party')),
                ('listing', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalog.listing')),
                ('url', models.CharField(max_length=200)),
                ('facts', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(default=marketplace.kit.clock.now)),
                ('shown_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=marketplace.kit.clock.now)),
                ('under', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='others', to='social.notice')),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('archived_at', models.DateTimeField(blank=True, null=True)),
                ('snoozed_until', models.DateTimeField(blank=True, null=True)),
                ('mail', models.CharField(blank=True, choices=[('', 'No mail'), ('now', 'At once'), ('day', 'Every morning'), ('week', 'Every Monday')], db_default='', max_length=4)),
                ('mail_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'kind', 'key'), name='notice_told_once'), models.CheckConstraint(condition=models.Q(('under', models.F('id')), _negated=True), name='notice_not_under_itself')],
                'indexes': [models.Index(models.F('user'), models.OrderBy(models.F('shown_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('under__isnull', True)), name='notice_newest'), models.Index(condition=models.Q(('archived_at__isnull', True), ('read_at__isnull', True), ('under__isnull', True)), fields=['user'], name='notice_unread'), models.Index(condition=models.Q(('mail_at__isnull', False)), fields=['user', 'mail_at'], name='notice_mail_due')],
            },
        ),
        migrations.CreateModel(
            name='Outcome',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('deal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outcomes', to='social.deal')),
                ('side', models.CharField(choices=[('client', 'Client'), ('freelancer', 'Freelancer')], max_length=10)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outcomes', to='accounts.party')),
                ('half', models.PositiveSmallIntegerField()),
                ('reason', models.CharField(choices=[('good', 'Ended well'), ('late', 'Handed in more than three days late'), ('part_returned', 'A part of the money went back'), ('left', 'Ended by the freelancer before all was done'), ('called_off', 'Called off by the client after work had begun'), ('unanswered', 'Work was released by the clock, without an answer'), ('split', 'A dispute divided the money'), ('middling', 'Rated below 4'), ('returned', 'All the money went back'), ('lost', 'A dispute went against them'), ('rated_low', 'Rated 2 or less')], max_length=13)),
                ('weight', models.PositiveSmallIntegerField()),
                ('ended_on', models.DateField()),
            ],
            options={
                'ordering': ['-ended_on', '-id'],
                'constraints': [models.UniqueConstraint(fields=('deal', 'side'), name='outcome_once_a_side'), models.CheckConstraint(condition=models.Q(('half__lte', 2)), name='outcome_none_to_whole'), models.CheckConstraint(condition=models.Q(('weight__gte', 1), ('weight__lte', 20)), name='outcome_weighs_half_to_ten')],
                'indexes': [models.Index(fields=['party', 'side', 'ended_on'], name='outcome_of_party')],
            },
        ),
        migrations.CreateModel(
            name='PushSubscription',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('device', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='push', to='accounts.device')),
                ('endpoint', models.CharField(max_length=1000, unique=True)),
                ('p256dh', models.CharField(max_length=100)),
                ('auth', models.CharField(max_length=40)),
                ('made_at', models.DateTimeField(default=marketplace.kit.clock.now)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('failures', models.PositiveSmallIntegerField(default=0)),
                ('rests_until', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Rest',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='notice_rest', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('quiet_from', models.TimeField(blank=True, null=True)),
                ('quiet_until', models.TimeField(blank=True, null=True)),
                ('paused_until', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('quiet_from__isnull', True), ('quiet_until__isnull', True)), models.Q(('quiet_from__isnull', False), ('quiet_until__isnull', False), models.Q(('quiet_from', models.F('quiet_until')), _negated=True)), _connector='OR'), name='rest_hours_whole')],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('deal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='social.deal')),
                ('side', models.CharField(choices=[('client', 'Client'), ('freelancer', 'Freelancer')], max_length=10)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews_written', to='accounts.party')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='accounts.party')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('status', models.CharField(choices=[('written', 'Not shown yet'), ('shown', 'Shown'), ('removed', 'Removed by staff')], default='written', max_length=7)),
                ('quality', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('communication', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('timeliness', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('expertise', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('clarity', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('payment', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('rating', models.PositiveSmallIntegerField()),
                ('again', models.BooleanField()),
                ('text', models.TextField(max_length=3000, verbose_name='review')),
                ('note', models.TextField(blank=True, max_length=2000, verbose_name='for staff alone')),
                ('written_at', models.DateTimeField(default=marketplace.kit.clock.now)),
                ('changed_at', models.DateTimeField(default=marketplace.kit.clock.now)),
                ('shown_at', models.DateTimeField(blank=True, null=True)),
                ('reply', models.TextField(blank=True, max_length=2000, verbose_name='reply')),
                ('replied_at', models.DateTimeField(blank=True, null=True)),
                ('removed_why', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'ordering': ['-shown_at', '-id'],
                'constraints': [models.UniqueConstraint(fields=('deal', 'side'), name='review_once_a_side'), models.CheckConstraint(condition=models.Q(('author', models.F('subject')), _negated=True), name='review_of_another'), models.CheckConstraint(condition=models.Q(('rating__gte', 100), ('rating__lte', 500)), name='review_rating_one_to_five'), models.CheckConstraint(condition=models.Q(models.Q(('side', 'client'), ('clarity__isnull', True), ('communication__isnull', False), ('expertise__isnull', False), ('payment__isnull', True), ('quality__isnull', False), ('timeliness__isnull', False)), models.Q(('side', 'freelancer'), ('clarity__isnull', False), ('communication__isnull', False), ('expertise__isnull', True), ('payment__isnull', False), ('quality__isnull', True), ('timeliness__isnull', True)), _connector='OR'), name='review_marks_of_its_side'), models.CheckConstraint(condition=models.Q(('quality__isnull', True), models.Q(('quality__gte', 1), ('quality__lte', 5)), _connector='OR'), name='review_quality_one_to_five'), models.CheckConstraint(condition=models.Q(('communication__isnull', True), models.Q(('communication__gte', 1), ('communication__lte', 5)), _connector='OR'), name='review_communication_one_to_five'), models.CheckConstraint(condition=models.Q(('timeliness__isnull', True), models.Q(('timeliness__gte', 1), ('timeliness__lte', 5)), _connector='OR'), name='review_timeliness_one_to_five'), models.CheckConstraint(condition=models.Q(('expertise__isnull', True), models.Q(('expertise__gte', 1), ('expertise__lte', 5)), _connector='OR'), name='review_expertise_one_to_five'), models.CheckConstraint(condition=models.Q(('clarity__isnull', True), models.Q(('clarity__gte', 1), ('clarity__lte', 5)), _connector='OR'), name='review_clarity_one_to_five'), models.CheckConstraint(condition=models.Q(('payment__isnull', True), models.Q(('payment__gte', 1), ('payment__lte', 5)), _connector='OR'), name='review_payment_one_to_five'), models.CheckConstraint(condition=models.Q(models.Q(('shown_at__isnull', True), ('status', 'written')), models.Q(models.Q(('status', 'written'), _negated=True), ('shown_at__isnull', False)), _connector='OR'), name='review_shown_since'), models.CheckConstraint(condition=models.Q(models.Q(('replied_at__isnull', True), ('reply', '')), models.Q(models.Q(('reply', ''), _negated=True), ('replied_at__isnull', False), models.Q(('status', 'written'), _negated=True)), _connector='OR'), name='review_replied_once_shown')],
                'indexes': [models.Index(models.F('subject'), models.OrderBy(models.F('shown_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('status', 'written'), _negated=True), name='review_of_subject')],
            },
        ),
        migrations.CreateModel(
            name='Score',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scores', to='accounts.party')),
                ('side', models.CharField(choices=[('client', 'Client'), ('freelancer', 'Freelancer')], max_length=10)),
                ('points', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('months', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('deals', models.PositiveIntegerField(default=0)),
                ('partners', models.PositiveIntegerField(default=0)),
                ('first_on', models.DateField(blank=True, null=True)),
                ('badge', models.PositiveSmallIntegerField(choices=[(0, 'New'), (1, 'Rising'), (2, 'Proven'), (3, 'Outstanding')], default=0)),
                ('badge_since', models.DateTimeField(default=marketplace.kit.clock.now)),
                ('grace_until', models.DateTimeField(blank=True, null=True)),
                ('rolls_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'ordering': ['side'],
                'constraints': [models.UniqueConstraint(fields=('party', 'side'), name='score_once_a_side'), models.CheckConstraint(condition=models.Q(('points__isnull', True), ('points__lte', 10000), _connector='OR'), name='score_to_hundred'), models.CheckConstraint(condition=models.Q(models.Q(('months__isnull', True), ('points__isnull', True)), models.Q(('months__in', [6, 12, 24]), ('points__isnull', False)), _connector='OR'), name='score_of_a_window')],
                'indexes': [models.Index(fields=['rolls_on'], name='score_rolls')],
            },
        ),
        migrations.CreateModel(
            name='ScoreLine',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='score_lines', to='accounts.party')),
                ('side', models.CharField(choices=[('client', 'Client'), ('freelancer', 'Freelancer')], max_length=10)),
                ('at', models.DateTimeField(default=marketplace.kit.clock.now)),
                ('before', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('after', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('months', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('cause', models.CharField(choices=[('ended', 'A deal ended'), ('settled', 'A dispute was settled'), ('reviewed', 'Reviews were shown'), ('removed', 'A review was removed'), ('restored', 'A review was restored'), ('aged', 'An older deal left a window')], max_length=8)),
                ('deal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='social.deal')),
                ('sums', models.JSONField(default=list)),
            ],
            options={
                'ordering': ['-at', '-id'],
                'indexes': [models.Index(fields=['party', 'side', '-at'], name='scoreline_of_party')],
            },
        ),
        migrations.CreateModel(
            name='Watch',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='watches', to=settings.AUTH_USER_MODEL)),
                ('listing', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='watchers', to='catalog.listing')),
                ('level', models.CharField(choices=[('all', 'Every change'), ('ending', 'Only how it ends')], default='all', max_length=6)),
                ('since', models.DateTimeField(default=marketplace.kit.clock.now)),
            ],
            options={
                'verbose_name_plural': 'watches',
                'constraints': [models.UniqueConstraint(fields=('listing', 'user'), name='watch_once')],
            },
        ),
        migrations.CreateModel(
            name='Block',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='blocks', to=settings.AUTH_USER_MODEL)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='blocked_by', to='accounts.party')),
                ('since', models.DateTimeField(default=marketplace.kit.clock.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'party'), name='block_once')],
            },
        ),
        migrations.CreateModel(
            name='Choice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notice_choices', to=settings.AUTH_USER_MODEL)),
                ('what', models.CharField(max_length=40)),
                ('page', models.BooleanField(default=True)),
                ('mail', models.CharField(blank=True, choices=[('', 'No mail'), ('now', 'At once'), ('day', 'Every morning'), ('week', 'Every Monday')], max_length=4)),
                ('push', models.BooleanField(default=False)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'what'), name='choice_once')],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='accounts.party')),
                ('listing', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='decisions', to='catalog.listing')),
                ('review', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='decisions', to='social.review')),
                ('comment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='decisions', to='social.comment')),
                ('outcome', models.CharField(choices=[('warned', 'Warning'), ('withdrawn', 'Taken out of sight'), ('suspended', 'Account suspended')], max_length=9)),
                ('rule', models.CharField(choices=[('fraud', 'Fraud or a false promise'), ('copied', "Somebody else's work, copied"), ('harassment', 'Insults or harassment'), ('illegal', 'Against the law'), ('spam', 'Advertising or nonsense'), ('other', 'Something else')], max_length=12)),
                ('statement', models.TextField(max_length=2000)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(default=marketplace.kit.clock.now)),
                ('until', models.DateTimeField(null=True)),
                ('lifted_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['party', 'at'], name='decision_of_party')],
            },
        ),
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('decision', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='appeal', to='social.decision')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='appeals', to=settings.AUTH_USER_MODEL)),
                ('text', models.TextField(max_length=2000)),
                ('status', models.CharField(choices=[('waiting', 'Waiting'), ('kept', 'Decision kept'), ('overturned', 'Decision taken back')], default='waiting', max_length=10)),
                ('answer', models.TextField(blank=True, max_length=2000)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_at', models.DateTimeField(default=marketplace.kit.clock.now)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('status', 'waiting')), fields=['created_at'], name='appeal_waiting')],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('pulse', models.PositiveIntegerField()),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.party')),
                ('party', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.party')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('body', models.TextField(blank=True)),
                ('note', models.CharField(blank=True, max_length=40)),
                ('facts', models.JSONField(blank=True, default=dict)),
                ('key', models.CharField(blank=True, max_length=64)),
                ('at', models.DateTimeField(default=marketplace.kit.clock.now)),
                ('edited_at', models.DateTimeField(blank=True, null=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('held_at', models.DateTimeField(blank=True, null=True)),
                ('search', django.contrib.postgres.search.SearchVectorField(null=True)),
            ],
            options={
                'ordering': ['thread', 'number'],
                'constraints': [models.CheckConstraint(condition=models.Q(('author__isnull', False), models.Q(('note', ''), _negated=True), _connector='OR'), name='message_has_an_author'), models.CheckConstraint(condition=models.Q(('pulse__gte', models.F('number'))), name='message_changes_after_it_came')],
                'indexes': [django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['search'], name='message_found')],
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='social.message')),
                ('file', models.FileField(max_length=200, storage=marketplace.kit.private_files.store, upload_to='messages/')),
                ('preview', models.FileField(blank=True, max_length=200, storage=marketplace.kit.private_files.store, upload_to='messages/')),
                ('width', models.PositiveIntegerField(default=0)),
                ('height', models.PositiveIntegerField(default=0)),
                ('name', models.CharField(max_length=120)),
                ('type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField()),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ['message', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('reporter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reports', to=settings.AUTH_USER_MODEL)),
                ('listing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='catalog.listing')),
                ('review', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='social.review')),
                ('comment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='social.comment')),
                ('message', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='social.message')),
                ('category', models.CharField(choices=[('fraud', 'Fraud or a false promise'), ('copied', "Somebody else's work, copied"), ('harassment', 'Insults or harassment'), ('illegal', 'Against the law'), ('spam', 'Advertising or nonsense'), ('other', 'Something else')], max_length=12)),
                ('text', models.TextField(max_length=2000)),
                ('status', models.CharField(choices=[('waiting', 'Waiting'), ('claimed', 'Being looked into'), ('upheld', 'Upheld'), ('dismissed', 'Not upheld')], default='waiting', max_length=9)),
                ('claimed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decision', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reports', to='social.decision')),
                ('created_at', models.DateTimeField(default=marketplace.kit.clock.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('comment__isnull', True), ('message__isnull', True), ('review__isnull', True)), fields=('reporter', 'listing'), name='report_once'), models.UniqueConstraint(fields=('reporter', 'review'), name='report_review_once'), models.UniqueConstraint(fields=('reporter', 'message'), name='report_message_once'), models.UniqueConstraint(fields=('reporter', 'comment'), name='report_comment_once')],
                'indexes': [models.Index(condition=models.Q(('status__in', ['waiting', 'claimed'])), fields=['created_at'], name='report_waiting'), models.Index(fields=['reporter', 'created_at'], name='report_of_person')],
            },
        ),
        migrations.CreateModel(
            name='Thread',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=20)),
                ('about', models.UUIDField()),
                ('pulse', models.PositiveIntegerField(default=0)),
                ('begun_at', models.DateTimeField(default=marketplace.kit.clock.now)),
                ('last', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='social.message')),
                ('last_at', models.DateTimeField(default=marketplace.kit.clock.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'about'), name='thread_once')],
                'indexes': [models.Index(fields=['-last_at', '-id'], name='thread_newest')],
            },
        ),
        migrations.CreateModel(
            name='Reader',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('thread', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readers', to='social.thread')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('read', models.PositiveIntegerField(default=0)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('unread', models.PositiveIntegerField(default=0)),
                ('told', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('thread', 'user'), name='reader_once')],
                'indexes': [models.Index(condition=models.Q(('unread__gt', 0)), fields=['user'], name='reader_unread')],
            },
        ),
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('thread', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calls', to='social.thread')),
                ('started_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('started_at', models.DateTimeField(default=marketplace.kit.clock.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('line', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='social.message')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('thread',), name='call_one_at_a_time'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='call_ends_after_it_began')],
            },
        ),
        migrations.CreateModel(
            name='Wording',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wordings', to='social.message')),
                ('body', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['message', 'at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='CallStay',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stays', to='social.call')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('seat', models.UUIDField(default=marketplace.kit.ids.uuid7, unique=True)),
                ('joined_at', models.DateTimeField(default=marketplace.kit.clock.now)),
                ('seen_at', models.DateTimeField(default=marketplace.kit.clock.now)),
                ('left_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['call', 'joined_at', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('left_at__isnull', True)), fields=('call', 'user'), name='call_stay_once_at_a_time'), models.CheckConstraint(condition=models.Q(('left_at__isnull', True), ('left_at__gte', models.F('joined_at')), _connector='OR'), name='call_stay_left_after_joining')],
            },
        ),
        migrations.AddField(
            model_name='decision',
            name='message',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='decisions', to='social.message'),
        ),
        migrations.AddField(
            model_name='message',
            name='thread',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='social.thread'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(fields=('thread', 'number'), name='message_numbered_once'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('thread', 'by', 'key'), name='message_sent_once'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['thread', 'pulse'], name='message_since'),
        ),
    ]
