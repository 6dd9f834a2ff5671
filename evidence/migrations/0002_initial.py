import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

import evidence.models.asof
import evidence.models.bodies
import evidence.models.constraints
import evidence.models.events
import evidence.models.keys
import evidence.models.search
from evidence import guards


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('evidence', '0001_functions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Body',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=40, unique=True, verbose_name='klíč')),
                ('kind', models.CharField(choices=[('government', 'vláda'), ('office', 'ústřední úřad'), ('agency', 'agentura'), ('region', 'kraj'), ('assembly', 'zastupitelstvo kraje'), ('council', 'rada kraje'), ('committee', 'výbor zastupitelstva'), ('commission', 'komise rady'), ('department', 'odbor úřadu'), ('municipal_assembly', 'zastupitelstvo obce')], max_length=20, verbose_name='druh')),
                ('name', models.CharField(max_length=200, verbose_name='název')),
                ('short_name', models.CharField(blank=True, max_length=20, verbose_name='zkratka')),
                ('number_pattern', models.CharField(blank=True, help_text='Regulární výraz, například [0-9]+/[0-9]{2}/RK. Číslování má každý orgán své.', max_length=100, validators=[evidence.models.bodies.is_pattern], verbose_name='vzor čísla usnesení')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='evidence.body', verbose_name='nadřízený orgán')),
            ],
            options={
                'verbose_name': 'orgán',
                'verbose_name_plural': 'orgány',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='BodyChange',
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
                ('name', models.CharField(max_length=200, verbose_name='úřední název')),
                ('placement', models.CharField(help_text='Pokračování věty, která začíná názvem orgánu: „je jedním z odborů …“.', max_length=300, verbose_name='zařazení větou')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='evidence.body', verbose_name='orgán')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evidence.body', verbose_name='nadřízený orgán')),
            ],
            options={
                'verbose_name': 'změna orgánu',
                'verbose_name_plural': 'změny orgánů',
                'ordering': ['body', '-effective_on'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='kdy')),
                ('operation', models.CharField(choices=[('INSERT', 'vytvoření'), ('UPDATE', 'změna'), ('DELETE', 'smazání')], max_length=6, verbose_name='co')),
                ('table', models.CharField(max_length=63, verbose_name='tabulka')),
                ('record', models.CharField(max_length=40, verbose_name='klíč záznamu')),
                ('row', models.JSONField(decoder=evidence.models.events.ExactNumbers, verbose_name='sloupce')),
                ('context', models.JSONField(null=True, verbose_name='souvislost')),
            ],
            options={
                'verbose_name': 'událost',
                'verbose_name_plural': 'události',
                'ordering': ['pk'],
                'default_permissions': (),
                'indexes': [models.Index(fields=['table', 'record', '-id'], name='evidence_event_record'), models.Index(fields=['at'], name='evidence_event_at'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('row', name='jsonb_path_ops'), name='evidence_event_row')],
                'constraints': [models.CheckConstraint(condition=models.Q(('operation__in', ['INSERT', 'UPDATE', 'DELETE'])), name='evidence_event_operation_is_one', violation_error_message='Záznam lze vytvořit, změnit, nebo smazat.')],
            },
        ),
        migrations.CreateModel(
            name='File',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='název souboru')),
                ('media_type', models.CharField(max_length=120, verbose_name='typ')),
                ('content', models.BinaryField(verbose_name='obsah')),
                ('sha256', models.CharField(max_length=64, unique=True, verbose_name='SHA-256')),
                ('added_at', models.DateTimeField(auto_now_add=True, verbose_name='vloženo')),
            ],
            options={
                'verbose_name': 'soubor',
                'verbose_name_plural': 'soubory',
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='evidence_file_sha256_is_hex', violation_error_message='Otisk SHA-256 má 64 šestnáctkových číslic.')],
            },
        ),
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=32, unique=True, verbose_name='značka')),
                ('kind', models.CharField(max_length=20, verbose_name='druh')),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='vloženo')),
                ('options', models.JSONField(blank=True, default=dict, verbose_name='volby')),
                ('preview', models.BinaryField(null=True, verbose_name='náhled')),
                ('applied_at', models.DateTimeField(blank=True, null=True, verbose_name='provedeno')),
                ('added', models.PositiveIntegerField(default=0, verbose_name='přidáno')),
                ('changed', models.PositiveIntegerField(default=0, verbose_name='změněno')),
                ('confirmed', models.PositiveIntegerField(default=0, verbose_name='potvrzeno')),
                ('same', models.PositiveIntegerField(default=0, verbose_name='beze změny')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='kdo')),
            ],
            options={
                'verbose_name': 'import',
                'verbose_name_plural': 'importy',
                'ordering': ['-made_at'],
            },
        ),
        migrations.CreateModel(
            name='LoadedKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table', models.CharField(max_length=60, verbose_name='soubor')),
                ('key', models.CharField(max_length=200, verbose_name='klíč')),
                ('loaded_at', models.DateTimeField(auto_now_add=True, verbose_name='načteno')),
            ],
            options={
                'verbose_name': 'načtený záznam',
                'verbose_name_plural': 'načtené záznamy',
                'ordering': ['table', 'key'],
                'constraints': [models.UniqueConstraint(fields=('table', 'key'), name='evidence_loadedkey_once', violation_error_message='Tento záznam už byl načten.')],
            },
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(help_text='Stálé jméno v adrese stránky zdroje.', max_length=80, unique=True, verbose_name='klíč')),
                ('kind', models.CharField(choices=[('resolution', 'usnesení'), ('paper', 'materiál zasedání'), ('memorandum', 'memorandum'), ('plan', 'strategický plán'), ('report', 'zpráva'), ('web_page', 'webová stránka'), ('press', 'tisk'), ('register', 'rejstřík'), ('internal', 'vnitřní záznam')], max_length=12, verbose_name='druh')),
                ('title', models.CharField(max_length=300, verbose_name='název')),
                ('issuer_name', models.CharField(blank=True, help_text='Není-li mezi orgány.', max_length=200, verbose_name='vydal')),
                ('number', models.CharField(blank=True, max_length=60, verbose_name='číslo')),
                ('issued_on', models.DateField(blank=True, null=True, verbose_name='datum')),
                ('precision', models.CharField(choices=[('day', 'den'), ('month', 'měsíc'), ('season', 'roční období'), ('year', 'rok')], default='day', max_length=8, verbose_name='přesnost data')),
                ('read_on', models.DateField(default=evidence.models.asof.today, help_text='Den, kdy jsme zdroj četli. U nedatovaného platí za den, odkdy je znám.', verbose_name='přečteno')),
                ('known_on', models.GeneratedField(db_persist=True, expression=models.Case(models.When(issued_on=None, then=models.F('read_on')), models.When(precision='day', then=models.F('issued_on')), default=django.db.models.functions.comparison.Greatest('issued_on', django.db.models.functions.comparison.Least('read_on', django.db.models.functions.comparison.Cast(django.db.models.expressions.CombinedExpression(models.F('issued_on'), '+', models.Func(models.Value(0), models.Case(models.When(precision='month', then=models.Value(1)), models.When(precision='season', then=models.Value(3)), models.When(precision='year', then=models.Value(12)), default=models.Value(0)), models.Value(0), models.Value(-1), function='make_interval', output_field=models.DateTimeField())), models.DateField())))), output_field=models.DateField(), verbose_name='známo od')),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='adresa')),
                ('text', models.TextField(blank=True, verbose_name='úplné znění')),
                ('has_text', models.GeneratedField(db_persist=True, expression=models.Q(('text__gt', '')), output_field=models.BooleanField(), verbose_name='znění je uloženo')),
                ('is_long', models.GeneratedField(db_persist=True, expression=django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length('text'), 10000), output_field=models.BooleanField(), verbose_name='znění je na několika stranách')),
                ('note', models.TextField(blank=True, verbose_name='poznámka')),
                ('is_public', models.BooleanField(default=True, verbose_name='veřejný')),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='evidence.file', verbose_name='příloha')),
                ('issuer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='issued', to='evidence.body', verbose_name='vydal orgán')),
            ],
            options={
                'verbose_name': 'zdroj',
                'verbose_name_plural': 'zdroje',
                'ordering': ['-issued_on', 'key'],
                'permissions': [('publish_source', 'zveřejnit zdroj')],
            },
        ),
        migrations.CreateModel(
            name='Reference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(default=evidence.models.keys.new_key, editable=False, max_length=80, unique=True, verbose_name='klíč')),
                ('passage', models.TextField(blank=True, help_text='Doslovná slova zdroje. Není-li text zdroje v evidenci uložen, věcný obsah sdělení.', verbose_name='pasáž')),
                ('kind', models.CharField(choices=[('follows', 'navazuje na'), ('rests_on', 'opírá se o')], max_length=8, verbose_name='vztah')),
                ('earlier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referred_by', to='evidence.source', verbose_name='dřívější dokument')),
                ('later', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='references', to='evidence.source', verbose_name='pozdější dokument')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='evidence.source', verbose_name='zdroj')),
            ],
            options={
                'verbose_name': 'odkaz mezi dokumenty',
                'verbose_name_plural': 'odkazy mezi dokumenty',
                'ordering': ['later', 'earlier'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='BodyConfirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(default=evidence.models.keys.new_key, editable=False, max_length=80, unique=True, verbose_name='klíč')),
                ('passage', models.TextField(blank=True, help_text='Doslovná slova zdroje. Není-li text zdroje v evidenci uložen, věcný obsah sdělení.', verbose_name='pasáž')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='zapsáno')),
                ('struck_why', models.TextField(blank=True, editable=False, verbose_name='proč vyškrtnuto')),
                ('struck_at', models.DateTimeField(editable=False, null=True, verbose_name='vyškrtnuto')),
                ('holds_on', models.DateField(help_text='Poslední den, pro který zdroj mluví; obvykle jeho datum.', verbose_name='doloženo k')),
                ('note', models.TextField(blank=True, verbose_name='poznámka')),
                ('fact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='confirmations', to='evidence.bodychange', verbose_name='údaj')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='evidence.source', verbose_name='zdroj')),
            ],
            options={
                'verbose_name': 'potvrzení názvu orgánu',
                'verbose_name_plural': 'potvrzení názvů orgánů',
                'ordering': ['fact', 'holds_on', 'key'],
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='bodychange',
            name='correction_source',
            field=models.ForeignKey(blank=True, help_text='Podle čeho údaj nemáme za správný. Dokud není veřejný, veřejnost vidí dosavadní údaj.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evidence.source', verbose_name='zdroj opravy'),
        ),
        migrations.AddField(
            model_name='bodychange',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='evidence.source', verbose_name='zdroj'),
        ),
        migrations.CreateModel(
            name='Verdict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fingerprint', models.CharField(max_length=20, verbose_name='otisk návrhu')),
                ('outcome', models.CharField(choices=[('accepted', 'přijato'), ('dropped', 'vynecháno')], max_length=8, verbose_name='rozhodnutí')),
                ('model', models.CharField(max_length=60, verbose_name='druh záznamu')),
                ('record', models.CharField(blank=True, max_length=20, verbose_name='číslo záznamu')),
                ('by', models.CharField(max_length=150, verbose_name='kdo')),
                ('decided_at', models.DateTimeField(auto_now=True, verbose_name='kdy')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='verdicts', to='evidence.source', verbose_name='zdroj')),
            ],
            options={
                'verbose_name': 'rozhodnutí o návrhu z textu',
                'verbose_name_plural': 'rozhodnutí o návrzích z textů',
                'ordering': ['-decided_at'],
            },
        ),
        migrations.CreateModel(
            name='ImportFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='pořadí')),
                ('name', models.CharField(max_length=200, verbose_name='název souboru')),
                ('content', models.BinaryField(null=True, verbose_name='obsah')),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='evidence.file', verbose_name='uložený soubor')),
                ('imported', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='evidence.import', verbose_name='import')),
            ],
            options={
                'verbose_name': 'soubor importu',
                'verbose_name_plural': 'soubory importů',
                'ordering': ['imported', 'position'],
                'constraints': [models.UniqueConstraint(fields=('imported', 'position'), name='evidence_importfile_position_once', violation_error_message='Na tomto místě importu už jiný soubor je.'), models.CheckConstraint(condition=models.Q(('content__isnull', False), ('file__isnull', False), _connector='OR'), name='evidence_importfile_bytes_are_somewhere', violation_error_message='Soubor importu má obsah, nebo je uložen mezi soubory.')],
            },
        ),
        migrations.AddIndex(
            model_name='source',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(evidence.models.search.Fold('text'), name='gin_trgm_ops'), name='evidence_source_text_searched'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'resolution'), models.Q(('number', ''), _negated=True)), fields=('issuer', 'number', 'issued_on'), name='evidence_source_number_once_a_day', violation_error_message='Usnesení tohoto orgánu s tímto číslem a datem už v evidenci je.'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(('url', ''), ('url__regex', '^https?://'), _connector='OR'), name='evidence_source_url_is_web', violation_error_message='Adresa zdroje začíná http:// nebo https://.'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(('precision', 'day'), models.Q(('issued_on__isnull', False), models.Q(models.Q(('issued_on__day', 1), ('precision', 'month')), models.Q(('issued_on__day', 1), ('issued_on__month__in', [3, 6, 9, 12]), ('precision', 'season')), models.Q(('issued_on__day', 1), ('issued_on__month', 1), ('precision', 'year')), _connector='OR')), _connector='OR'), name='evidence_source_first_day_of_span', violation_error_message='Při přesnosti na měsíc, roční období nebo rok se uvádí jejich první den.'),
        ),
        migrations.AddConstraint(
            model_name='reference',
            constraint=evidence.models.constraints.PassageInSource(name='evidence_reference_passage_in_source'),
        ),
        migrations.AddConstraint(
            model_name='reference',
            constraint=models.UniqueConstraint(fields=('later', 'earlier'), name='evidence_reference_once', violation_error_message='Tento odkaz mezi dokumenty už v evidenci je.'),
        ),
        migrations.AddConstraint(
            model_name='reference',
            constraint=models.CheckConstraint(condition=models.Q(('later', models.F('earlier')), _negated=True), name='evidence_reference_between_two', violation_error_message='Dokument nemůže navazovat sám na sebe.'),
        ),
        migrations.AddConstraint(
            model_name='bodyconfirmation',
            constraint=evidence.models.constraints.PassageInSource(name='evidence_bodyconfirmation_passage_in_source'),
        ),
        migrations.AddConstraint(
            model_name='bodyconfirmation',
            constraint=models.UniqueConstraint(condition=models.Q(('struck_at', None)), fields=('fact', 'source', 'holds_on'), name='evidence_bodyconfirmation_once', violation_error_message='Tímto zdrojem už je údaj k tomuto dni potvrzen.'),
        ),
        migrations.AddConstraint(
            model_name='bodyconfirmation',
            constraint=evidence.models.constraints.SpeaksOfItsTime(name='evidence_bodyconfirmation_of_its_time'),
        ),
        migrations.AddConstraint(
            model_name='bodychange',
            constraint=evidence.models.constraints.PassageInSource(name='evidence_bodychange_passage_in_source'),
        ),
        migrations.AddConstraint(
            model_name='bodychange',
            constraint=models.CheckConstraint(condition=models.Q(('corrected_on', None), ('corrected_on__gte', models.F('known_on')), _connector='OR'), name='evidence_bodychange_correction_follows', violation_error_message='Opravit lze jen údaj, který už byl znám: den opravy předchází dni poznání.'),
        ),
        migrations.AddConstraint(
            model_name='bodychange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('corrected_on', None), ('correction', ''), ('correction_source', None)), models.Q(('corrected_on__isnull', False), ('correction_source__isnull', False), models.Q(('correction', ''), _negated=True)), _connector='OR'), name='evidence_bodychange_correction_has_reason', violation_error_message='Oprava má den, důvod i zdroj, nebo nemá nic z toho.'),
        ),
        migrations.AddConstraint(
            model_name='bodychange',
            constraint=evidence.models.constraints.NoRepetition(name='evidence_bodychange_no_repetition'),
        ),
        migrations.AddConstraint(
            model_name='bodychange',
            constraint=models.CheckConstraint(condition=models.Q(('precision__in', ['day', 'no_later']), models.Q(('effective_on__day', 1), ('precision', 'month')), models.Q(('effective_on__day', 1), ('effective_on__month__in', [3, 6, 9, 12]), ('precision', 'season')), models.Q(('effective_on__day', 1), ('effective_on__month', 1), ('precision', 'year')), _connector='OR'), name='evidence_bodychange_first_day_of_span', violation_error_message='Při přesnosti na měsíc, roční období nebo rok se uvádí jejich první den.'),
        ),
        migrations.AddConstraint(
            model_name='verdict',
            constraint=models.UniqueConstraint(fields=('source', 'fingerprint'), name='evidence_verdict_once', violation_error_message='O tomto návrhu už je rozhodnuto.'),
        ),
        migrations.AddConstraint(
            model_name='verdict',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'dropped'), ('record', '')), models.Q(('outcome', 'accepted'), models.Q(('record', ''), _negated=True)), _connector='OR'), name='evidence_verdict_accepted_has_record', violation_error_message='Přijatý návrh má svůj záznam, vynechaný žádný nemá.'),
        ),
        migrations.AddIndex(
            model_name='bodychange',
            index=models.Index(fields=['recorded_at'], name='bodychange_entered'),
        ),
        migrations.AddIndex(
            model_name='bodychange',
            index=models.Index(fields=['effective_on'], name='bodychange_effective'),
        ),
        migrations.AddIndex(
            model_name='bodychange',
            index=models.Index(fields=['known_on'], name='bodychange_known'),
        ),
        migrations.AddIndex(
            model_name='bodychange',
            index=models.Index(condition=models.Q(('corrected_on__isnull', False)), fields=['corrected_on'], name='bodychange_corrected'),
        ),
        migrations.AddIndex(
            model_name='bodychange',
            index=models.Index(condition=models.Q(('correction_recorded_at__isnull', False)), fields=['correction_recorded_at'], name='bodychange_mended'),
        ),
        migrations.AddIndex(
            model_name='bodyconfirmation',
            index=models.Index(fields=['recorded_at'], name='bodyconfirmation_entered'),
        ),
        migrations.AddIndex(
            model_name='source',
            index=models.Index(fields=['known_on'], name='evidence_source_known'),
        ),
        guards.Install(guards.guards),
    ]
