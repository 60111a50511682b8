import accounts.models.user
import marketplace.kit.clock
import marketplace.kit.ids
import marketplace.kit.private_files
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('accounts', '0001_initial'),
    ]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('is_active', models.BooleanField(default=True)),
                ('is_staff', models.BooleanField(default=False)),
                ('is_guest', models.BooleanField(db_default=False, default=False, editable=False)),
                ('suspended_until', models.DateTimeField(blank=True, null=True)),
                ('joined_at', models.DateTimeField(default=marketplace.kit.clock.now, editable=False)),
                ('language', models.CharField(blank=True, max_length=10)),
                ('timezone', models.CharField(default='UTC', max_length=64)),
                ('currency', models.CharField(default='EUR', max_length=3)),
                ('acting_role', models.CharField(blank=True, max_length=12)),
                ('scheme', models.CharField(blank=True, choices=[('light', 'Light'), ('dark', 'Dark')], max_length=5)),
                ('density', models.CharField(choices=[('comfortable', 'Comfortable'), ('compact', 'Compact')], default='comfortable', max_length=11)),
                ('has_shortcuts', models.BooleanField(default=True)),
                ('agreed', models.CharField(blank=True, db_default='', default='', editable=False, max_length=40)),
                ('leaves_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('sign_in_round', models.PositiveIntegerField(db_default=0, default=0, editable=False)),
            ],
            managers=[
                ('objects', accounts.models.user.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='Certification',
            fields=[
                ('id', models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=marketplace.kit.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(default=marketplace.kit.clock.now, editable=False)),
                ('name', models.CharField(max_length=140, verbose_name='name')),
                ('issuer', models.CharField(max_length=140, verbose_name='issued by')),
                ('issued_on', models.DateField(verbose_name='issued on')),
                ('expires_on', models.DateField(blank=True, null=True, verbose_name='runs out on')),
                ('status', models.CharField(choices=[('claimed', 'Not verified'), ('waiting', 'Being looked at'), ('verified', 'Verified'), ('rejected', 'Not accepted')], default='claimed', max_length=8)),
                ('document', models.FileField(blank=True, max_length=200, storage=marketplace.kit.private_files.store, upload_to='certificates/')),
                ('document_name', models.CharField(blank=True, max_length=120)),
                ('why_not', models.CharField(blank=True, max_length=1000)),
                ('reviewed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-issued_on', '-id'],
            },
        ),
    ]
