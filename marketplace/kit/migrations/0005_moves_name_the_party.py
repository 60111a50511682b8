import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('kit', '0004_timers_say_who_set_them'),
    ]

    operations = [
        migrations.AddField(
            model_name='move',
            name='party',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.party'),
        ),
    ]
