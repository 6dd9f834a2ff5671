import datetime

import django.contrib.postgres.constraints
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import evidence.models.asof
import evidence.models.constraints
import evidence.models.keys
import evidence.models.search
import localities.models.discrepancies
import localities.models.municipalities
from evidence.guards import Install
from localities import guards


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('evidence', '0002_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Install(lambda: guards.FUNCTIONS),
        migrations.CreateModel(
            name='Discrepancy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=60, unique=True, verbose_name='klíč')),
                ('title', models.CharField(max_length=200, verbose_name='v čem se zdroje liší')),
                ('known_on', models.DateField(default=evidence.models.asof.today, help_text='Den, od kterého jsou známa obě tvrzení.', verbose_name='známo od')),
                ('begins_on', models.DateField(blank=True, help_text='První den, o kterém se zdroje rozcházejí. Ke dřívějšímu dni se rozpor neukáže. Prázdné: netýká se určité doby.', null=True, verbose_name='týká se doby od')),
                ('is_public', models.BooleanField(default=True, verbose_name='veřejný')),
            ],
            options={
                'verbose_name': 'rozpor',
                'verbose_name_plural': 'rozpory',
                'ordering': ['locality__name_key', 'key'],
                'permissions': [('publish_discrepancy', 'zveřejnit rozpor')],
            },
        ),
        migrations.CreateModel(
            name='Locality',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True, verbose_name='adresa')),
                ('name', models.CharField(max_length=100, verbose_name='název')),
                ('kind', models.CharField(choices=[('municipality', 'obec'), ('microregion', 'mikroregion')], max_length=12, verbose_name='druh')),
                ('is_plural', models.BooleanField(default=False, help_text='Ve větě je potom „mají“: Horní Lhoty mají podporu.', verbose_name='název v množném čísle')),
                ('is_public', models.BooleanField(default=False, verbose_name='zveřejněna')),
                ('name_key', models.GeneratedField(db_persist=True, expression=models.Func(models.F('name'), function='cs_key'), output_field=models.TextField(db_collation='C'), verbose_name='řadicí klíč')),
                ('name_folded', models.GeneratedField(db_persist=True, expression=evidence.models.search.Fold(models.F('name')), output_field=models.TextField(), verbose_name='název pro hledání')),
            ],
            options={
                'verbose_name': 'lokalita',
                'verbose_name_plural': 'lokality',
                'ordering': ['name_key', 'slug'],
                'permissions': [('publish_locality', 'zveřejnit lokalitu')],
            },
        ),
        migrations.CreateModel(
            name='Boundary',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('region', 'kraj'), ('district', 'okres'), ('orp', 'správní obvod ORP'), ('municipality', 'obec')], max_length=12, verbose_name='druh území')),
                ('code', models.CharField(help_text='Kód v souboru; u obcí kód RÚIAN.', max_length=10, verbose_name='kód')),
                ('name', models.CharField(max_length=80, verbose_name='název')),
                ('rings', models.JSONField(help_text='Uzavřené čáry, každá jako seznam dvojic zeměpisná délka a šířka (WGS 84).', verbose_name='hranice')),
                ('source', models.CharField(help_text='Odkud je soubor: název, vydavatel, datum.', max_length=300, verbose_name='zdroj')),
                ('imported_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='načteno')),
            ],
            options={
                'verbose_name': 'hranice',
                'verbose_name_plural': 'hranice území',
                'ordering': ['kind', 'code'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'code'), name='localities_boundary_once', violation_error_message='Hranice tohoto území už v evidenci je.')],
            },
        ),
        migrations.CreateModel(
            name='DiscrepancyClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(default=evidence.models.keys.new_key, editable=False, max_length=80, unique=True, verbose_name='klíč')),
                ('passage', models.TextField(blank=True, help_text='Doslovná slova zdroje. Není-li text zdroje v evidenci uložen, věcný obsah sdělení.', verbose_name='pasáž')),
                ('claim', models.CharField(max_length=300, verbose_name='co zdroj tvrdí')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='pořadí')),
                ('discrepancy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='localities.discrepancy', verbose_name='rozpor')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='evidence.source', verbose_name='zdroj')),
            ],
            options={
                'verbose_name': 'tvrzení zdroje',
                'verbose_name_plural': 'tvrzení zdrojů',
                'ordering': ['discrepancy', 'position', 'key'],
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='discrepancy',
            name='locality',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='discrepancies', to='localities.locality', verbose_name='lokalita'),
        ),
        migrations.CreateModel(
            name='LocalityAlias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(default=evidence.models.keys.new_key, editable=False, max_length=80, unique=True, verbose_name='klíč')),
                ('passage', models.TextField(blank=True, help_text='Doslovná slova zdroje. Není-li text zdroje v evidenci uložen, věcný obsah sdělení.', verbose_name='pasáž')),
                ('name', models.CharField(max_length=100, verbose_name='jiný název')),
                ('name_folded', models.GeneratedField(db_persist=True, expression=evidence.models.search.Fold(models.F('name')), output_field=models.TextField(), verbose_name='název pro hledání')),
                ('locality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='aliases', to='localities.locality', verbose_name='lokalita')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='evidence.source', verbose_name='zdroj')),
            ],
            options={
                'verbose_name': 'jiný název lokality',
                'verbose_name_plural': 'jiné názvy lokalit',
                'ordering': ['locality', 'name'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(default=evidence.models.keys.new_key, editable=False, max_length=80, unique=True, verbose_name='klíč')),
                ('passage', models.TextField(blank=True, help_text='Doslovná slova zdroje. Není-li text zdroje v evidenci uložen, věcný obsah sdělení.', verbose_name='pasáž')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='zapsáno')),
                ('struck_why', models.TextField(blank=True, editable=False, verbose_name='proč vyškrtnuto')),
                ('struck_at', models.DateTimeField(editable=False, null=True, verbose_name='vyškrtnuto')),
                ('effective_on', models.DateField(help_text='První den, kdy to platí.', verbose_name='platí od')),
                ('precision', models.CharField(choices=[('day', 'den'), ('month', 'měsíc'), ('season', 'roční období'), ('year', 'rok'), ('no_later', 'nejpozději toho dne')], default='day', max_length=8, verbose_name='přesnost')),
                ('known_on', models.DateField(default=evidence.models.asof.today, help_text='Datum zdroje; není-li, den zápisu.', verbose_name='známo od')),
                ('corrected_on', models.DateField(blank=True, help_text='Den, od kterého údaj nemáme za správný. Jinak prázdné.', null=True, verbose_name='opraveno')),
                ('correction', models.TextField(blank=True, verbose_name='důvod opravy')),
                ('restarts', models.BooleanField(default=False, help_text='Platí totéž co předtím, ale znovu: skončilo to a začalo nové období.', verbose_name='začíná nové období')),
                ('note', models.TextField(blank=True, verbose_name='poznámka')),
                ('correction_recorded_at', models.DateTimeField(editable=False, null=True, verbose_name='oprava zapsána')),
                ('joined', models.BooleanField(default=True, help_text='Ne znamená, že obec odešla.', verbose_name='patří do lokality')),
                ('claim', models.ForeignKey(blank=True, help_text='Rozcházejí-li se o údaji zdroje: které tvrzení zapsaného rozporu to je.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='localities.discrepancyclaim', verbose_name='tvrzení v rozporu')),
                ('correction_source', models.ForeignKey(blank=True, help_text='Podle čeho údaj nemáme za správný. Dokud není veřejný, veřejnost vidí dosavadní údaj.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evidence.source', verbose_name='zdroj opravy')),
                ('locality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='localities.locality', verbose_name='lokalita')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='evidence.source', verbose_name='zdroj')),
            ],
            options={
                'verbose_name': 'členství obce',
                'verbose_name_plural': 'členství obcí',
                'ordering': ['locality', 'municipality', 'effective_on'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MembershipConfirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(default=evidence.models.keys.new_key, editable=False, max_length=80, unique=True, verbose_name='klíč')),
                ('passage', models.TextField(blank=True, help_text='Doslovná slova zdroje. Není-li text zdroje v evidenci uložen, věcný obsah sdělení.', verbose_name='pasáž')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='zapsáno')),
                ('struck_why', models.TextField(blank=True, editable=False, verbose_name='proč vyškrtnuto')),
                ('struck_at', models.DateTimeField(editable=False, null=True, verbose_name='vyškrtnuto')),
                ('holds_on', models.DateField(help_text='Poslední den, pro který zdroj mluví; obvykle jeho datum.', verbose_name='doloženo k')),
                ('note', models.TextField(blank=True, verbose_name='poznámka')),
                ('fact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='confirmations', to='localities.membership', verbose_name='údaj')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='evidence.source', verbose_name='zdroj')),
            ],
            options={
                'verbose_name': 'potvrzení členství',
                'verbose_name_plural': 'potvrzení členství',
                'ordering': ['fact', 'holds_on', 'key'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Municipality',
            fields=[
                ('code', models.CharField(help_text='Kód obce podle RÚIAN, šest číslic.', max_length=6, primary_key=True, serialize=False, validators=[django.core.validators.RegexValidator('^[0-9]{6}\\Z', 'Kód obce má šest číslic.')], verbose_name='kód obce')),
                ('name', models.CharField(max_length=80, verbose_name='název')),
                ('status', models.CharField(choices=[('obec', 'obec'), ('mestys', 'městys'), ('mesto', 'město'), ('statutarni-mesto', 'statutární město'), ('hlavni-mesto', 'hlavní město'), ('vojensky-ujezd', 'vojenský újezd')], max_length=16, verbose_name='postavení')),
                ('district', models.CharField(max_length=40, verbose_name='okres')),
                ('orp', models.CharField(max_length=40, verbose_name='obec s rozšířenou působností')),
                ('founded_on', models.DateField(blank=True, help_text='První den, kdy obec existuje.', null=True, verbose_name='vznik obce')),
                ('ended_on', models.DateField(blank=True, help_text='Poslední den, kdy obec existovala.', null=True, verbose_name='zánik obce')),
                ('lat', models.DecimalField(blank=True, decimal_places=6, max_digits=8, null=True, verbose_name='zeměpisná šířka')),
                ('lon', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='zeměpisná délka')),
                ('ico', models.CharField(blank=True, max_length=8, verbose_name='IČO')),
                ('name_key', models.GeneratedField(db_persist=True, expression=models.Func(models.F('name'), function='cs_key'), output_field=models.TextField(db_collation='C'), verbose_name='řadicí klíč')),
                ('name_folded', models.GeneratedField(db_persist=True, expression=evidence.models.search.Fold(models.F('name')), output_field=models.TextField(), verbose_name='název pro hledání')),
                ('ico_source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evidence.source', verbose_name='zdroj IČO')),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='localities.municipality', verbose_name='stala se součástí obce')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='municipalities', to='evidence.source', verbose_name='zdroj údajů')),
            ],
            options={
                'verbose_name': 'obec',
                'verbose_name_plural': 'obce',
                'ordering': ['name_key', 'code'],
            },
        ),
        migrations.AddField(
            model_name='membership',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='localities.municipality', verbose_name='obec'),
        ),
        migrations.AddField(
            model_name='locality',
            name='municipalities',
            field=models.ManyToManyField(related_name='localities', through='localities.Membership', to='localities.municipality'),
        ),
        migrations.CreateModel(
            name='FormerRegistration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(default=evidence.models.keys.new_key, editable=False, max_length=80, unique=True, verbose_name='klíč')),
                ('until', models.DateField(help_text='Poslední den, kdy to platilo.', verbose_name='platilo do')),
                ('name', models.CharField(max_length=80, verbose_name='název')),
                ('status', models.CharField(choices=[('obec', 'obec'), ('mestys', 'městys'), ('mesto', 'město'), ('statutarni-mesto', 'statutární město'), ('hlavni-mesto', 'hlavní město'), ('vojensky-ujezd', 'vojenský újezd')], max_length=16, verbose_name='postavení')),
                ('district', models.CharField(max_length=40, verbose_name='okres')),
                ('orp', models.CharField(max_length=40, verbose_name='obec s rozšířenou působností')),
                ('note', models.TextField(blank=True, verbose_name='poznámka')),
                ('name_key', models.GeneratedField(db_persist=True, expression=models.Func(models.F('name'), function='cs_key'), output_field=models.TextField(db_collation='C'), verbose_name='řadicí klíč')),
                ('name_folded', models.GeneratedField(db_persist=True, expression=evidence.models.search.Fold(models.F('name')), output_field=models.TextField(), verbose_name='název pro hledání')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='former_registrations', to='evidence.source', verbose_name='zdroj údajů')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='former_registrations', to='localities.municipality', verbose_name='obec')),
            ],
            options={
                'verbose_name': 'dřívější zápis obce v registru',
                'verbose_name_plural': 'dřívější zápisy obcí v registru',
                'ordering': ['municipality', '-until'],
            },
        ),
        migrations.CreateModel(
            name='NationalCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(default=evidence.models.keys.new_key, editable=False, max_length=80, unique=True, verbose_name='klíč')),
                ('passage', models.TextField(blank=True, help_text='Doslovná slova zdroje. Není-li text zdroje v evidenci uložen, věcný obsah sdělení.', verbose_name='pasáž')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='zapsáno')),
                ('struck_why', models.TextField(blank=True, editable=False, verbose_name='proč vyškrtnuto')),
                ('struck_at', models.DateTimeField(editable=False, null=True, verbose_name='vyškrtnuto')),
                ('effective_on', models.DateField(help_text='První den, kdy to platí.', verbose_name='platí od')),
                ('precision', models.CharField(choices=[('day', 'den'), ('month', 'měsíc'), ('season', 'roční období'), ('year', 'rok'), ('no_later', 'nejpozději toho dne')], default='day', max_length=8, verbose_name='přesnost')),
                ('known_on', models.DateField(default=evidence.models.asof.today, help_text='Datum zdroje; není-li, den zápisu.', verbose_name='známo od')),
                ('corrected_on', models.DateField(blank=True, help_text='Den, od kterého údaj nemáme za správný. Jinak prázdné.', null=True, verbose_name='opraveno')),
                ('correction', models.TextField(blank=True, verbose_name='důvod opravy')),
                ('restarts', models.BooleanField(default=False, help_text='Platí totéž co předtím, ale znovu: skončilo to a začalo nové období.', verbose_name='začíná nové období')),
                ('note', models.TextField(blank=True, verbose_name='poznámka')),
                ('correction_recorded_at', models.DateTimeField(editable=False, null=True, verbose_name='oprava zapsána')),
                ('unit', models.CharField(choices=[('localities', 'lokality'), ('kpsvl', 'lokality v Koordinovaném přístupu'), ('ever', 'lokality za celou dobu'), ('municipalities', 'obce'), ('towns', 'města a obce')], max_length=14, verbose_name='jednotka')),
                ('value', models.PositiveIntegerField(verbose_name='počet')),
                ('claim', models.ForeignKey(blank=True, help_text='Rozcházejí-li se o údaji zdroje: které tvrzení zapsaného rozporu to je.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='localities.discrepancyclaim', verbose_name='tvrzení v rozporu')),
                ('correction_source', models.ForeignKey(blank=True, help_text='Podle čeho údaj nemáme za správný. Dokud není veřejný, veřejnost vidí dosavadní údaj.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evidence.source', verbose_name='zdroj opravy')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='evidence.source', verbose_name='zdroj')),
            ],
            options={
                'verbose_name': 'celostátní počet',
                'verbose_name_plural': 'celostátní počty',
                'ordering': ['unit', 'effective_on'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CountConfirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(default=evidence.models.keys.new_key, editable=False, max_length=80, unique=True, verbose_name='klíč')),
                ('passage', models.TextField(blank=True, help_text='Doslovná slova zdroje. Není-li text zdroje v evidenci uložen, věcný obsah sdělení.', verbose_name='pasáž')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='zapsáno')),
                ('struck_why', models.TextField(blank=True, editable=False, verbose_name='proč vyškrtnuto')),
                ('struck_at', models.DateTimeField(editable=False, null=True, verbose_name='vyškrtnuto')),
                ('holds_on', models.DateField(help_text='Poslední den, pro který zdroj mluví; obvykle jeho datum.', verbose_name='doloženo k')),
                ('note', models.TextField(blank=True, verbose_name='poznámka')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='evidence.source', verbose_name='zdroj')),
                ('fact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='confirmations', to='localities.nationalcount', verbose_name='údaj')),
            ],
            options={
                'verbose_name': 'potvrzení celostátního počtu',
                'verbose_name_plural': 'potvrzení celostátních počtů',
                'ordering': ['fact', 'holds_on', 'key'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=60, unique=True, verbose_name='klíč')),
                ('kind', models.CharField(choices=[('spsz', 'strategický plán sociálního začleňování'), ('splp', 'strategický plán lokálního partnerství'), ('mpi', 'místní plán inkluze'), ('tap', 'tematický akční plán'), ('ap', 'akční plán'), ('exit', 'exit strategie')], max_length=4, verbose_name='druh')),
                ('title', models.CharField(max_length=200, verbose_name='název')),
                ('year_from', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='období od')),
                ('year_to', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='období do')),
                ('note', models.TextField(blank=True, verbose_name='poznámka')),
                ('locality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='localities.locality', verbose_name='lokalita')),
            ],
            options={
                'verbose_name': 'strategický dokument',
                'verbose_name_plural': 'strategické dokumenty',
                'ordering': ['locality', 'year_from', 'key'],
            },
        ),
        migrations.CreateModel(
            name='PlanChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(default=evidence.models.keys.new_key, editable=False, max_length=80, unique=True, verbose_name='klíč')),
                ('passage', models.TextField(blank=True, help_text='Doslovná slova zdroje. Není-li text zdroje v evidenci uložen, věcný obsah sdělení.', verbose_name='pasáž')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='zapsáno')),
                ('struck_why', models.TextField(blank=True, editable=False, verbose_name='proč vyškrtnuto')),
                ('struck_at', models.DateTimeField(editable=False, null=True, verbose_name='vyškrtnuto')),
                ('effective_on', models.DateField(help_text='První den, kdy to platí.', verbose_name='platí od')),
                ('precision', models.CharField(choices=[('day', 'den'), ('month', 'měsíc'), ('season', 'roční období'), ('year', 'rok'), ('no_later', 'nejpozději toho dne')], default='day', max_length=8, verbose_name='přesnost')),
                ('known_on', models.DateField(default=evidence.models.asof.today, help_text='Datum zdroje; není-li, den zápisu.', verbose_name='známo od')),
                ('corrected_on', models.DateField(blank=True, help_text='Den, od kterého údaj nemáme za správný. Jinak prázdné.', null=True, verbose_name='opraveno')),
                ('correction', models.TextField(blank=True, verbose_name='důvod opravy')),
                ('restarts', models.BooleanField(default=False, help_text='Platí totéž co předtím, ale znovu: skončilo to a začalo nové období.', verbose_name='začíná nové období')),
                ('note', models.TextField(blank=True, verbose_name='poznámka')),
                ('correction_recorded_at', models.DateTimeField(editable=False, null=True, verbose_name='oprava zapsána')),
                ('state', models.CharField(choices=[('in_preparation', 'v přípravě'), ('drafted', 'zpracován'), ('approved', 'schválen'), ('revised', 'revidován'), ('expired', 'skončil')], max_length=14, verbose_name='stav')),
                ('decided_by', models.CharField(blank=True, help_text='Zastupitelstvo obce, které plán schválilo.', max_length=120, verbose_name='rozhodl')),
                ('claim', models.ForeignKey(blank=True, help_text='Rozcházejí-li se o údaji zdroje: které tvrzení zapsaného rozporu to je.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='localities.discrepancyclaim', verbose_name='tvrzení v rozporu')),
                ('correction_source', models.ForeignKey(blank=True, help_text='Podle čeho údaj nemáme za správný. Dokud není veřejný, veřejnost vidí dosavadní údaj.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evidence.source', verbose_name='zdroj opravy')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='localities.plan', verbose_name='strategický dokument')),
                ('resolution', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decided_plans', to='evidence.source', verbose_name='usnesení')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='evidence.source', verbose_name='zdroj')),
            ],
            options={
                'verbose_name': 'změna strategického dokumentu',
                'verbose_name_plural': 'změny strategických dokumentů',
                'ordering': ['plan', 'effective_on', 'known_on'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PlanConfirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(default=evidence.models.keys.new_key, editable=False, max_length=80, unique=True, verbose_name='klíč')),
                ('passage', models.TextField(blank=True, help_text='Doslovná slova zdroje. Není-li text zdroje v evidenci uložen, věcný obsah sdělení.', verbose_name='pasáž')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='zapsáno')),
                ('struck_why', models.TextField(blank=True, editable=False, verbose_name='proč vyškrtnuto')),
                ('struck_at', models.DateTimeField(editable=False, null=True, verbose_name='vyškrtnuto')),
                ('holds_on', models.DateField(help_text='Poslední den, pro který zdroj mluví; obvykle jeho datum.', verbose_name='doloženo k')),
                ('note', models.TextField(blank=True, verbose_name='poznámka')),
                ('fact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='confirmations', to='localities.planchange', verbose_name='údaj')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='evidence.source', verbose_name='zdroj')),
            ],
            options={
                'verbose_name': 'potvrzení stavu dokumentu',
                'verbose_name_plural': 'potvrzení stavu dokumentů',
                'ordering': ['fact', 'holds_on', 'key'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PopulationCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(default=evidence.models.keys.new_key, editable=False, max_length=80, unique=True, verbose_name='klíč')),
                ('counted_on', models.DateField(validators=[localities.models.municipalities.has_come], verbose_name='ke dni')),
                ('count', models.PositiveIntegerField(verbose_name='počet obyvatel')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='population_counts', to='localities.municipality', verbose_name='obec')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='population_counts', to='evidence.source', verbose_name='zdroj')),
            ],
            options={
                'verbose_name': 'počet obyvatel',
                'verbose_name_plural': 'počty obyvatel',
                'ordering': ['municipality', '-counted_on'],
            },
        ),
        migrations.CreateModel(
            name='Scope',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('localities', models.ManyToManyField(blank=True, related_name='scopes', to='localities.locality', verbose_name='lokality')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='scope', to=settings.AUTH_USER_MODEL, verbose_name='uživatel')),
            ],
            options={
                'verbose_name': 'omezení na lokality',
                'verbose_name_plural': 'omezení na lokality',
                'ordering': ['user__username'],
            },
        ),
        migrations.CreateModel(
            name='SupportChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(default=evidence.models.keys.new_key, editable=False, max_length=80, unique=True, verbose_name='klíč')),
                ('passage', models.TextField(blank=True, help_text='Doslovná slova zdroje. Není-li text zdroje v evidenci uložen, věcný obsah sdělení.', verbose_name='pasáž')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='zapsáno')),
                ('struck_why', models.TextField(blank=True, editable=False, verbose_name='proč vyškrtnuto')),
                ('struck_at', models.DateTimeField(editable=False, null=True, verbose_name='vyškrtnuto')),
                ('effective_on', models.DateField(help_text='První den, kdy to platí.', verbose_name='platí od')),
                ('precision', models.CharField(choices=[('day', 'den'), ('month', 'měsíc'), ('season', 'roční období'), ('year', 'rok'), ('no_later', 'nejpozději toho dne')], default='day', max_length=8, verbose_name='přesnost')),
                ('known_on', models.DateField(default=evidence.models.asof.today, help_text='Datum zdroje; není-li, den zápisu.', verbose_name='známo od')),
                ('corrected_on', models.DateField(blank=True, help_text='Den, od kterého údaj nemáme za správný. Jinak prázdné.', null=True, verbose_name='opraveno')),
                ('correction', models.TextField(blank=True, verbose_name='důvod opravy')),
                ('restarts', models.BooleanField(default=False, help_text='Platí totéž co předtím, ale znovu: skončilo to a začalo nové období.', verbose_name='začíná nové období')),
                ('note', models.TextField(blank=True, verbose_name='poznámka')),
                ('correction_recorded_at', models.DateTimeField(editable=False, null=True, verbose_name='oprava zapsána')),
                ('claim', models.ForeignKey(blank=True, help_text='Rozcházejí-li se o údaji zdroje: které tvrzení zapsaného rozporu to je.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='localities.discrepancyclaim', verbose_name='tvrzení v rozporu')),
                ('correction_source', models.ForeignKey(blank=True, help_text='Podle čeho údaj nemáme za správný. Dokud není veřejný, veřejnost vidí dosavadní údaj.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evidence.source', verbose_name='zdroj opravy')),
                ('locality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='support_changes', to='localities.locality', verbose_name='lokalita')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='evidence.source', verbose_name='zdroj')),
            ],
            options={
                'verbose_name': 'změna podpory',
                'verbose_name_plural': 'změny podpory',
                'ordering': ['locality', 'effective_on', 'known_on'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SupportConfirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(default=evidence.models.keys.new_key, editable=False, max_length=80, unique=True, verbose_name='klíč')),
                ('passage', models.TextField(blank=True, help_text='Doslovná slova zdroje. Není-li text zdroje v evidenci uložen, věcný obsah sdělení.', verbose_name='pasáž')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='zapsáno')),
                ('struck_why', models.TextField(blank=True, editable=False, verbose_name='proč vyškrtnuto')),
                ('struck_at', models.DateTimeField(editable=False, null=True, verbose_name='vyškrtnuto')),
                ('holds_on', models.DateField(help_text='Poslední den, pro který zdroj mluví; obvykle jeho datum.', verbose_name='doloženo k')),
                ('note', models.TextField(blank=True, verbose_name='poznámka')),
                ('fact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='confirmations', to='localities.supportchange', verbose_name='údaj')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='evidence.source', verbose_name='zdroj')),
            ],
            options={
                'verbose_name': 'potvrzení podpory',
                'verbose_name_plural': 'potvrzení podpory',
                'ordering': ['fact', 'holds_on', 'key'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SupportKind',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=20, unique=True, verbose_name='kód')),
                ('name', models.CharField(max_length=80, verbose_name='název')),
                ('sentence', models.CharField(help_text='Pokračování věty, která začíná názvem lokality: „zvažuje spolupráci“.', max_length=120, verbose_name='ve větě')),
                ('transition', models.CharField(blank=True, help_text='„přechází ke vzdálené komplexní podpoře“', max_length=120, verbose_name='přechod ve větě')),
                ('explanation', models.TextField(blank=True, verbose_name='vysvětlení')),
                ('stage', models.CharField(choices=[('before', 'před spoluprací'), ('during', 'podpora trvá'), ('after', 'po spolupráci')], max_length=6, verbose_name='etapa')),
                ('is_moment', models.BooleanField(default=False, help_text='Stalo se v určitý den („vybrána 17. 12. 2015“), netrvá od něj („od 2014“).', verbose_name='okamžik')),
                ('look', models.CharField(choices=[('dotted', 'tečkovaný obrys'), ('outline', 'plný obrys'), ('quarter', 'vyplněná čtvrtina'), ('half', 'vyplněná polovina'), ('full', 'celý vyplněný')], default='outline', max_length=8, verbose_name='vzhled značky')),
                ('position', models.PositiveSmallIntegerField(unique=True, verbose_name='pořadí')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='používá se od')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='používá se do')),
            ],
            options={
                'verbose_name': 'druh podpory',
                'verbose_name_plural': 'druhy podpory',
                'ordering': ['position'],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_from', None), ('valid_to', None), ('valid_from__lte', models.F('valid_to')), _connector='OR'), name='localities_supportkind_dates_in_order', violation_error_message='Konec používání nemůže předcházet začátku.')],
            },
        ),
        migrations.AddField(
            model_name='supportchange',
            name='kind',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='localities.supportkind', verbose_name='druh podpory'),
        ),
        migrations.CreateModel(
            name='Conclusion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(default=evidence.models.keys.new_key, editable=False, max_length=80, unique=True, verbose_name='klíč')),
                ('passage', models.TextField(blank=True, help_text='Doslovná slova zdroje. Není-li text zdroje v evidenci uložen, věcný obsah sdělení.', verbose_name='pasáž')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='zapsáno')),
                ('struck_why', models.TextField(blank=True, editable=False, verbose_name='proč vyškrtnuto')),
                ('struck_at', models.DateTimeField(editable=False, null=True, verbose_name='vyškrtnuto')),
                ('held', models.TextField(help_text='Údaj, který portál používá; nebo věta, že to nelze určit.', verbose_name='s čím pracujeme')),
                ('reason', models.TextField(verbose_name='proč')),
                ('is_open', models.BooleanField(default=True, verbose_name='rozpor zůstává nevyřešený')),
                ('known_on', models.DateField(default=evidence.models.asof.today, help_text='Den, od kterého šlo tak usoudit; ne dříve, než byl znám zdroj.', verbose_name='závěr ze dne')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='evidence.source', verbose_name='zdroj')),
                ('discrepancy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conclusions', to='localities.discrepancy', verbose_name='rozpor')),
            ],
            options={
                'verbose_name': 'závěr o rozporu',
                'verbose_name_plural': 'závěry o rozporech',
                'ordering': ['discrepancy', 'known_on', 'pk'],
                'abstract': False,
                'constraints': [evidence.models.constraints.PassageInSource(name='localities_conclusion_passage_in_source')],
            },
        ),
        migrations.AddConstraint(
            model_name='discrepancyclaim',
            constraint=evidence.models.constraints.PassageInSource(name='localities_discrepancyclaim_passage_in_source'),
        ),
        migrations.AddConstraint(
            model_name='discrepancyclaim',
            constraint=localities.models.discrepancies.SideIsNotLast(name='localities_discrepancyclaim_two_sides'),
        ),
        migrations.AddConstraint(
            model_name='discrepancy',
            constraint=localities.models.discrepancies.TwoSides(name='localities_discrepancy_two_sides'),
        ),
        migrations.AddConstraint(
            model_name='localityalias',
            constraint=evidence.models.constraints.PassageInSource(name='localities_localityalias_passage_in_source'),
        ),
        migrations.AddConstraint(
            model_name='localityalias',
            constraint=models.UniqueConstraint(fields=('locality', 'name'), name='localities_localityalias_once', violation_error_message='Tento název už u lokality je.'),
        ),
        migrations.AddConstraint(
            model_name='membershipconfirmation',
            constraint=evidence.models.constraints.PassageInSource(name='localities_membershipconfirmation_passage_in_source'),
        ),
        migrations.AddConstraint(
            model_name='membershipconfirmation',
            constraint=models.UniqueConstraint(condition=models.Q(('struck_at', None)), fields=('fact', 'source', 'holds_on'), name='localities_membershipconfirmation_once', violation_error_message='Tímto zdrojem už je údaj k tomuto dni potvrzen.'),
        ),
        migrations.AddConstraint(
            model_name='membershipconfirmation',
            constraint=evidence.models.constraints.SpeaksOfItsTime(name='localities_membershipconfirmation_of_its_time'),
        ),
        migrations.AddIndex(
            model_name='municipality',
            index=models.Index(fields=['district'], name='localities_mun_district'),
        ),
        migrations.AddIndex(
            model_name='municipality',
            index=models.Index(fields=['orp'], name='localities_mun_orp'),
        ),
        migrations.AddIndex(
            model_name='municipality',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('name_folded', name='gin_trgm_ops'), name='localities_mun_searched'),
        ),
        migrations.AddConstraint(
            model_name='municipality',
            constraint=models.CheckConstraint(condition=models.Q(('code__regex', '^[0-9]{6}$')), name='localities_municipality_code_six_digits', violation_error_message='Kód obce má šest číslic.'),
        ),
        migrations.AddConstraint(
            model_name='municipality',
            constraint=models.CheckConstraint(condition=models.Q(('founded_on', None), ('ended_on', None), ('founded_on__lte', models.F('ended_on')), _connector='OR'), name='localities_municipality_ends_after_it_began', violation_error_message='Obec nemůže zaniknout dřív, než vznikla.'),
        ),
        migrations.AddConstraint(
            model_name='municipality',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into', None), ('ended_on__isnull', False), _connector='OR'), name='localities_municipality_merged_when_ended', violation_error_message='Součástí jiné obce se stala jen obec, která zanikla: doplňte den zániku.'),
        ),
        migrations.AddConstraint(
            model_name='municipality',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into', None), models.Q(('merged_into', models.F('code')), _negated=True), _connector='OR'), name='localities_municipality_merged_into_another', violation_error_message='Obec se nemůže stát součástí sebe samé.'),
        ),
        migrations.AddConstraint(
            model_name='municipality',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lat', None), ('lon', None)), models.Q(('lat__range', (-90, 90)), ('lon__range', (-180, 180))), _connector='OR'), name='localities_municipality_point_is_whole', violation_error_message='Poloha má zeměpisnou šířku i délku ve stupních.'),
        ),
        migrations.AddConstraint(
            model_name='municipality',
            constraint=models.CheckConstraint(condition=models.Q(('ico', ''), ('ico__regex', '^[0-9]{8}$'), _connector='OR'), name='localities_municipality_ico_eight_digits', violation_error_message='IČO má osm číslic.'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=evidence.models.constraints.PassageInSource(name='localities_membership_passage_in_source'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('corrected_on', None), ('corrected_on__gte', models.F('known_on')), _connector='OR'), name='localities_membership_correction_follows', violation_error_message='Opravit lze jen údaj, který už byl znám: den opravy předchází dni poznání.'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('corrected_on', None), ('correction', ''), ('correction_source', None)), models.Q(('corrected_on__isnull', False), ('correction_source__isnull', False), models.Q(('correction', ''), _negated=True)), _connector='OR'), name='localities_membership_correction_has_reason', violation_error_message='Oprava má den, důvod i zdroj, nebo nemá nic z toho.'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=evidence.models.constraints.NoRepetition(name='localities_membership_no_repetition'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('precision__in', ['day', 'no_later']), models.Q(('effective_on__day', 1), ('precision', 'month')), models.Q(('effective_on__day', 1), ('effective_on__month__in', [3, 6, 9, 12]), ('precision', 'season')), models.Q(('effective_on__day', 1), ('effective_on__month', 1), ('precision', 'year')), _connector='OR'), name='localities_membership_first_day_of_span', violation_error_message='Při přesnosti na měsíc, roční období nebo rok se uvádí jejich první den.'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('corrected_on', None), ('precision', 'day'), ('struck_at', None)), expressions=[('locality', '='), ('municipality', '='), ('effective_on', '='), (django.db.models.functions.comparison.Cast('joined', models.IntegerField()), '<>')], name='localities_membership_one_a_day', violation_error_message='K tomuto dni už evidence uvádí něco jiného. Opravte dosavadní údaj podle nového zdroje.'),
        ),
        migrations.AddIndex(
            model_name='formerregistration',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('name_folded', name='gin_trgm_ops'), name='localities_former_searched'),
        ),
        migrations.AddConstraint(
            model_name='formerregistration',
            constraint=models.UniqueConstraint(fields=('municipality', 'until'), name='localities_formerregistration_one_until_a_day', violation_error_message='Dřívější zápis do tohoto dne už u obce je.'),
        ),
        migrations.AddConstraint(
            model_name='formerregistration',
            constraint=models.CheckConstraint(condition=models.Q(('until__gte', datetime.date(1800, 1, 1))), name='localities_formerregistration_until_a_true_day', violation_error_message='Takový den registr obcí nezná. Není to překlep?'),
        ),
        migrations.AddConstraint(
            model_name='nationalcount',
            constraint=evidence.models.constraints.PassageInSource(name='localities_nationalcount_passage_in_source'),
        ),
        migrations.AddConstraint(
            model_name='nationalcount',
            constraint=models.CheckConstraint(condition=models.Q(('corrected_on', None), ('corrected_on__gte', models.F('known_on')), _connector='OR'), name='localities_nationalcount_correction_follows', violation_error_message='Opravit lze jen údaj, který už byl znám: den opravy předchází dni poznání.'),
        ),
        migrations.AddConstraint(
            model_name='nationalcount',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('corrected_on', None), ('correction', ''), ('correction_source', None)), models.Q(('corrected_on__isnull', False), ('correction_source__isnull', False), models.Q(('correction', ''), _negated=True)), _connector='OR'), name='localities_nationalcount_correction_has_reason', violation_error_message='Oprava má den, důvod i zdroj, nebo nemá nic z toho.'),
        ),
        migrations.AddConstraint(
            model_name='nationalcount',
            constraint=evidence.models.constraints.NoRepetition(name='localities_nationalcount_no_repetition'),
        ),
        migrations.AddConstraint(
            model_name='nationalcount',
            constraint=models.CheckConstraint(condition=models.Q(('precision__in', ['day', 'no_later']), models.Q(('effective_on__day', 1), ('precision', 'month')), models.Q(('effective_on__day', 1), ('effective_on__month__in', [3, 6, 9, 12]), ('precision', 'season')), models.Q(('effective_on__day', 1), ('effective_on__month', 1), ('precision', 'year')), _connector='OR'), name='localities_nationalcount_first_day_of_span', violation_error_message='Při přesnosti na měsíc, roční období nebo rok se uvádí jejich první den.'),
        ),
        migrations.AddConstraint(
            model_name='countconfirmation',
            constraint=evidence.models.constraints.PassageInSource(name='localities_countconfirmation_passage_in_source'),
        ),
        migrations.AddConstraint(
            model_name='countconfirmation',
            constraint=models.UniqueConstraint(condition=models.Q(('struck_at', None)), fields=('fact', 'source', 'holds_on'), name='localities_countconfirmation_once', violation_error_message='Tímto zdrojem už je údaj k tomuto dni potvrzen.'),
        ),
        migrations.AddConstraint(
            model_name='countconfirmation',
            constraint=evidence.models.constraints.SpeaksOfItsTime(name='localities_countconfirmation_of_its_time'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(('year_from', None), ('year_to', None), ('year_from__lte', models.F('year_to')), _connector='OR'), name='localities_plan_period_in_order', violation_error_message='Období plánu končí dříve, než začíná.'),
        ),
        migrations.AddConstraint(
            model_name='planchange',
            constraint=evidence.models.constraints.PassageInSource(name='localities_planchange_passage_in_source'),
        ),
        migrations.AddConstraint(
            model_name='planchange',
            constraint=models.CheckConstraint(condition=models.Q(('corrected_on', None), ('corrected_on__gte', models.F('known_on')), _connector='OR'), name='localities_planchange_correction_follows', violation_error_message='Opravit lze jen údaj, který už byl znám: den opravy předchází dni poznání.'),
        ),
        migrations.AddConstraint(
            model_name='planchange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('corrected_on', None), ('correction', ''), ('correction_source', None)), models.Q(('corrected_on__isnull', False), ('correction_source__isnull', False), models.Q(('correction', ''), _negated=True)), _connector='OR'), name='localities_planchange_correction_has_reason', violation_error_message='Oprava má den, důvod i zdroj, nebo nemá nic z toho.'),
        ),
        migrations.AddConstraint(
            model_name='planchange',
            constraint=evidence.models.constraints.NoRepetition(name='localities_planchange_no_repetition'),
        ),
        migrations.AddConstraint(
            model_name='planchange',
            constraint=models.CheckConstraint(condition=models.Q(('precision__in', ['day', 'no_later']), models.Q(('effective_on__day', 1), ('precision', 'month')), models.Q(('effective_on__day', 1), ('effective_on__month__in', [3, 6, 9, 12]), ('precision', 'season')), models.Q(('effective_on__day', 1), ('effective_on__month', 1), ('precision', 'year')), _connector='OR'), name='localities_planchange_first_day_of_span', violation_error_message='Při přesnosti na měsíc, roční období nebo rok se uvádí jejich první den.'),
        ),
        migrations.AddConstraint(
            model_name='planchange',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('corrected_on', None), ('precision', 'day'), ('struck_at', None)), expressions=[('plan', '='), ('effective_on', '='), ('state', '<>')], name='localities_planchange_one_a_day', violation_error_message='K tomuto dni už evidence uvádí něco jiného. Opravte dosavadní údaj podle nového zdroje.'),
        ),
        migrations.AddConstraint(
            model_name='planconfirmation',
            constraint=evidence.models.constraints.PassageInSource(name='localities_planconfirmation_passage_in_source'),
        ),
        migrations.AddConstraint(
            model_name='planconfirmation',
            constraint=models.UniqueConstraint(condition=models.Q(('struck_at', None)), fields=('fact', 'source', 'holds_on'), name='localities_planconfirmation_once', violation_error_message='Tímto zdrojem už je údaj k tomuto dni potvrzen.'),
        ),
        migrations.AddConstraint(
            model_name='planconfirmation',
            constraint=evidence.models.constraints.SpeaksOfItsTime(name='localities_planconfirmation_of_its_time'),
        ),
        migrations.AddConstraint(
            model_name='populationcount',
            constraint=models.UniqueConstraint(fields=('municipality', 'counted_on'), name='localities_populationcount_one_a_day', violation_error_message='Počet obyvatel obce k tomuto dni už evidence má.'),
        ),
        migrations.AddConstraint(
            model_name='populationcount',
            constraint=models.CheckConstraint(condition=models.Q(('counted_on__gte', datetime.date(1800, 1, 1))), name='localities_populationcount_of_a_true_day', violation_error_message='K takovému dni obyvatele nikdo nesčítal. Není to překlep?'),
        ),
        migrations.AddConstraint(
            model_name='supportconfirmation',
            constraint=evidence.models.constraints.PassageInSource(name='localities_supportconfirmation_passage_in_source'),
        ),
        migrations.AddConstraint(
            model_name='supportconfirmation',
            constraint=models.UniqueConstraint(condition=models.Q(('struck_at', None)), fields=('fact', 'source', 'holds_on'), name='localities_supportconfirmation_once', violation_error_message='Tímto zdrojem už je údaj k tomuto dni potvrzen.'),
        ),
        migrations.AddConstraint(
            model_name='supportconfirmation',
            constraint=evidence.models.constraints.SpeaksOfItsTime(name='localities_supportconfirmation_of_its_time'),
        ),
        migrations.AddIndex(
            model_name='supportchange',
            index=models.Index(fields=['locality', '-effective_on'], name='localities_support_latest'),
        ),
        migrations.AddConstraint(
            model_name='supportchange',
            constraint=evidence.models.constraints.PassageInSource(name='localities_supportchange_passage_in_source'),
        ),
        migrations.AddConstraint(
            model_name='supportchange',
            constraint=models.CheckConstraint(condition=models.Q(('corrected_on', None), ('corrected_on__gte', models.F('known_on')), _connector='OR'), name='localities_supportchange_correction_follows', violation_error_message='Opravit lze jen údaj, který už byl znám: den opravy předchází dni poznání.'),
        ),
        migrations.AddConstraint(
            model_name='supportchange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('corrected_on', None), ('correction', ''), ('correction_source', None)), models.Q(('corrected_on__isnull', False), ('correction_source__isnull', False), models.Q(('correction', ''), _negated=True)), _connector='OR'), name='localities_supportchange_correction_has_reason', violation_error_message='Oprava má den, důvod i zdroj, nebo nemá nic z toho.'),
        ),
        migrations.AddConstraint(
            model_name='supportchange',
            constraint=evidence.models.constraints.NoRepetition(name='localities_supportchange_no_repetition'),
        ),
        migrations.AddConstraint(
            model_name='supportchange',
            constraint=models.CheckConstraint(condition=models.Q(('precision__in', ['day', 'no_later']), models.Q(('effective_on__day', 1), ('precision', 'month')), models.Q(('effective_on__day', 1), ('effective_on__month__in', [3, 6, 9, 12]), ('precision', 'season')), models.Q(('effective_on__day', 1), ('effective_on__month', 1), ('precision', 'year')), _connector='OR'), name='localities_supportchange_first_day_of_span', violation_error_message='Při přesnosti na měsíc, roční období nebo rok se uvádí jejich první den.'),
        ),
        migrations.AddConstraint(
            model_name='supportchange',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('corrected_on', None), ('precision', 'day'), ('struck_at', None)), expressions=[('locality', '='), ('effective_on', '='), ('kind', '<>')], name='localities_supportchange_one_a_day', violation_error_message='K tomuto dni už evidence uvádí něco jiného. Opravte dosavadní údaj podle nového zdroje.'),
        ),
        migrations.AddIndex(
            model_name='conclusion',
            index=models.Index(fields=['recorded_at'], name='conclusion_entered'),
        ),
        migrations.AddIndex(
            model_name='countconfirmation',
            index=models.Index(fields=['recorded_at'], name='countconfirmation_entered'),
        ),
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(fields=['recorded_at'], name='membership_entered'),
        ),
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(fields=['effective_on'], name='membership_effective'),
        ),
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(fields=['known_on'], name='membership_known'),
        ),
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(condition=models.Q(('corrected_on__isnull', False)), fields=['corrected_on'], name='membership_corrected'),
        ),
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(condition=models.Q(('correction_recorded_at__isnull', False)), fields=['correction_recorded_at'], name='membership_mended'),
        ),
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(fields=['locality', 'municipality', 'effective_on'], name='localities_member_latest'),
        ),
        migrations.AddIndex(
            model_name='membershipconfirmation',
            index=models.Index(fields=['recorded_at'], name='membershipconfirmation_entered'),
        ),
        migrations.AddIndex(
            model_name='nationalcount',
            index=models.Index(fields=['recorded_at'], name='nationalcount_entered'),
        ),
        migrations.AddIndex(
            model_name='nationalcount',
            index=models.Index(fields=['effective_on'], name='nationalcount_effective'),
        ),
        migrations.AddIndex(
            model_name='nationalcount',
            index=models.Index(fields=['known_on'], name='nationalcount_known'),
        ),
        migrations.AddIndex(
            model_name='nationalcount',
            index=models.Index(condition=models.Q(('corrected_on__isnull', False)), fields=['corrected_on'], name='nationalcount_corrected'),
        ),
        migrations.AddIndex(
            model_name='nationalcount',
            index=models.Index(condition=models.Q(('correction_recorded_at__isnull', False)), fields=['correction_recorded_at'], name='nationalcount_mended'),
        ),
        migrations.AddIndex(
            model_name='planchange',
            index=models.Index(fields=['recorded_at'], name='planchange_entered'),
        ),
        migrations.AddIndex(
            model_name='planchange',
            index=models.Index(fields=['effective_on'], name='planchange_effective'),
        ),
        migrations.AddIndex(
            model_name='planchange',
            index=models.Index(fields=['known_on'], name='planchange_known'),
        ),
        migrations.AddIndex(
            model_name='planchange',
            index=models.Index(condition=models.Q(('corrected_on__isnull', False)), fields=['corrected_on'], name='planchange_corrected'),
        ),
        migrations.AddIndex(
            model_name='planchange',
            index=models.Index(condition=models.Q(('correction_recorded_at__isnull', False)), fields=['correction_recorded_at'], name='planchange_mended'),
        ),
        migrations.AddIndex(
            model_name='planchange',
            index=models.Index(fields=['plan', 'effective_on'], name='localities_plan_latest'),
        ),
        migrations.AddIndex(
            model_name='planconfirmation',
            index=models.Index(fields=['recorded_at'], name='planconfirmation_entered'),
        ),
        migrations.AddIndex(
            model_name='supportchange',
            index=models.Index(fields=['recorded_at'], name='supportchange_entered'),
        ),
        migrations.AddIndex(
            model_name='supportchange',
            index=models.Index(fields=['effective_on'], name='supportchange_effective'),
        ),
        migrations.AddIndex(
            model_name='supportchange',
            index=models.Index(fields=['known_on'], name='supportchange_known'),
        ),
        migrations.AddIndex(
            model_name='supportchange',
            index=models.Index(condition=models.Q(('corrected_on__isnull', False)), fields=['corrected_on'], name='supportchange_corrected'),
        ),
        migrations.AddIndex(
            model_name='supportchange',
            index=models.Index(condition=models.Q(('correction_recorded_at__isnull', False)), fields=['correction_recorded_at'], name='supportchange_mended'),
        ),
        migrations.AddIndex(
            model_name='supportconfirmation',
            index=models.Index(fields=['recorded_at'], name='supportconfirmation_entered'),
        ),
        Install(guards.guards),
    ]
