import django.core.serializers.json
import django.db.models.deletion
import marketplace.kit.clock
import marketplace.kit.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('kit', '0001_initial'),
        ('kit', '0002_workers_and_audit'),
        ('kit', '0004_timers_say_who_set_them'),
        ('kit', '0005_moves_name_the_party'),
    ]

    initial = True

    dependencies = [
        ('accounts', '0002_people_and_companies'),
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(max_length=60)),
                ('by', models.UUIDField(null=True)),
                ('subject', models.CharField(max_length=120)),
                ('data', models.JSONField(default=dict)),
                ('before', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64, unique=True)),
            ],
            options={
                'verbose_name_plural': 'audit entries',
                'indexes': [models.Index(fields=['subject', 'number'], name='audit_by_subject'), models.Index(fields=['by', 'number'], name='audit_by_actor')],
            },
        ),
        migrations.CreateModel(
            name='OutboxMessage',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('try_at', models.DateTimeField(default=marketplace.kit.clock.now)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('error', models.TextField(blank=True)),
                ('lease', models.UUIDField(blank=True, editable=False, null=True)),
                ('kind', models.CharField(max_length=60)),
                ('key', models.CharField(max_length=200)),
                ('payload', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('put_at', models.DateTimeField(default=marketplace.kit.clock.now)),
                ('delivered_at', models.DateTimeField(blank=True, null=True)),
                ('dead_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'key'), name='outbox_once')],
                'indexes': [models.Index(condition=models.Q(('dead_at__isnull', True), ('delivered_at__isnull', True)), fields=['try_at', 'id'], name='outbox_due'), models.Index(condition=models.Q(('delivered_at__isnull', False)), fields=['delivered_at'], name='outbox_delivered'), models.Index(condition=models.Q(('dead_at__isnull', False)), fields=['dead_at'], name='outbox_dead')],
            },
        ),
        migrations.CreateModel(
            name='Timer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('try_at', models.DateTimeField(default=marketplace.kit.clock.now)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('error', models.TextField(blank=True)),
                ('lease', models.UUIDField(blank=True, editable=False, null=True)),
                ('kind', models.CharField(max_length=60)),
                ('key', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('payload', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('set_by', models.UUIDField(blank=True, null=True)),
                ('set_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'key'), name='timer_once')],
                'indexes': [models.Index(fields=['try_at', 'id'], name='timer_due'), models.Index(condition=models.Q(('attempts__gt', 0), ('lease__isnull', False), _connector='OR'), fields=['try_at'], name='timer_tried'), models.Index(fields=['at', 'kind'], name='timer_by_moment')],
            },
        ),
        migrations.CreateModel(
            name='Move',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('subject_kind', models.CharField(max_length=60)),
                ('subject_id', models.UUIDField()),
                ('old', models.CharField(max_length=30)),
                ('new', models.CharField(max_length=30)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('party', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.party')),
                ('why', models.TextField(blank=True)),
                ('at', models.DateTimeField(default=marketplace.kit.clock.now)),
            ],
            options={
                'indexes': [models.Index(fields=['subject_id', 'at'], name='move_by_subject')],
            },
        ),
    ]
