import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import evidence.models.asof
import evidence.models.constraints
import evidence.models.keys
from council import guards
from evidence.guards import Install


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('evidence', '0002_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Memorandum',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=40, unique=True, verbose_name='klíč')),
                ('title', models.CharField(max_length=300, verbose_name='název')),
                ('year', models.PositiveSmallIntegerField(help_text='Rok verze; podle něj se verze řadí.', unique=True, verbose_name='rok')),
            ],
            options={
                'verbose_name': 'memorandum',
                'verbose_name_plural': 'memoranda',
                'ordering': ['year'],
            },
        ),
        migrations.CreateModel(
            name='LedgerEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True, verbose_name='číslo zápisu')),
                ('statement', models.TextField(verbose_name='znění zápisu')),
                ('previous_hash', models.CharField(max_length=64, unique=True, verbose_name='otisk předchozího zápisu')),
                ('hash', models.CharField(max_length=64, unique=True, verbose_name='otisk zápisu')),
                ('public_key', models.CharField(max_length=64, verbose_name='veřejný klíč')),
                ('signature', models.CharField(max_length=128, verbose_name='podpis')),
                ('written_at', models.DateTimeField(verbose_name='zapsáno')),
            ],
            options={
                'verbose_name': 'zápis v knize vydání',
                'verbose_name_plural': 'kniha vydání',
                'ordering': ['number'],
                'constraints': [models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='council_ledgerentry_number_positive', violation_error_message='Zápisy se číslují od jedné.'), models.CheckConstraint(condition=models.Q(('public_key__regex', '^[0-9a-f]{64}$'), ('signature__regex', '^[0-9a-f]{128}$')), name='council_ledgerentry_is_signed', violation_error_message='Zápis má podpis Ed25519 a veřejný klíč k němu, šestnáctkovými číslicemi.')],
            },
        ),
        migrations.CreateModel(
            name='MemorandumChange',
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
                ('state', models.CharField(choices=[('approved', 'schváleno'), ('presented', 'předloženo na vědomí'), ('signed', 'podepsáno'), ('terminated', 'vypovězeno')], max_length=10, verbose_name='stav')),
                ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evidence.body', verbose_name='kdo rozhodl')),
                ('correction_source', models.ForeignKey(blank=True, help_text='Podle čeho údaj nemáme za správný. Dokud není veřejný, veřejnost vidí dosavadní údaj.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evidence.source', verbose_name='zdroj opravy')),
                ('memorandum', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='council.memorandum', verbose_name='memorandum')),
                ('resolution', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decided_memoranda', to='evidence.source', verbose_name='usnesení')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='evidence.source', verbose_name='zdroj')),
            ],
            options={
                'verbose_name': 'změna memoranda',
                'verbose_name_plural': 'změny memorand',
                'ordering': ['memorandum', 'effective_on'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MemorandumConfirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(default=evidence.models.keys.new_key, editable=False, max_length=80, unique=True, verbose_name='klíč')),
                ('passage', models.TextField(blank=True, help_text='Doslovná slova zdroje. Není-li text zdroje v evidenci uložen, věcný obsah sdělení.', verbose_name='pasáž')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='zapsáno')),
                ('struck_why', models.TextField(blank=True, editable=False, verbose_name='proč vyškrtnuto')),
                ('struck_at', models.DateTimeField(editable=False, null=True, verbose_name='vyškrtnuto')),
                ('holds_on', models.DateField(help_text='Poslední den, pro který zdroj mluví; obvykle jeho datum.', verbose_name='doloženo k')),
                ('note', models.TextField(blank=True, verbose_name='poznámka')),
                ('fact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='confirmations', to='council.memorandumchange', verbose_name='údaj')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='evidence.source', verbose_name='zdroj')),
            ],
            options={
                'verbose_name': 'potvrzení stavu memoranda',
                'verbose_name_plural': 'potvrzení stavu memorand',
                'ordering': ['fact', 'holds_on', 'key'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MemorandumParty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(default=evidence.models.keys.new_key, editable=False, max_length=80, unique=True, verbose_name='klíč')),
                ('passage', models.TextField(blank=True, help_text='Doslovná slova zdroje. Není-li text zdroje v evidenci uložen, věcný obsah sdělení.', verbose_name='pasáž')),
                ('named_as', models.CharField(max_length=300, verbose_name='jak je uvedena')),
                ('signed_by', models.CharField(blank=True, help_text='Funkce a jméno, jak je uvádí zdroj.', max_length=200, verbose_name='kdo za ni podepsal')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='pořadí')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evidence.body', verbose_name='orgán')),
                ('memorandum', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parties', to='council.memorandum', verbose_name='memorandum')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='evidence.source', verbose_name='zdroj')),
            ],
            options={
                'verbose_name': 'strana memoranda',
                'verbose_name_plural': 'strany memoranda',
                'ordering': ['memorandum', 'position'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MemorandumTerm',
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
                ('kind', models.CharField(choices=[('area', 'oblast spolupráce'), ('form', 'forma spolupráce'), ('activity', 'činnost')], max_length=8, verbose_name='druh')),
                ('text', models.CharField(max_length=300, verbose_name='znění')),
                ('genitive', models.CharField(blank=True, help_text='Pro větu „zejména na oblast …“: „vzdělávání“, „bydlení“.', max_length=300, verbose_name='ve 2. pádě')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='pořadí')),
                ('correction_source', models.ForeignKey(blank=True, help_text='Podle čeho údaj nemáme za správný. Dokud není veřejný, veřejnost vidí dosavadní údaj.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evidence.source', verbose_name='zdroj opravy')),
                ('memorandum', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='council.memorandum', verbose_name='memorandum')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='evidence.source', verbose_name='zdroj')),
            ],
            options={
                'verbose_name': 'oblast nebo forma spolupráce',
                'verbose_name_plural': 'oblasti a formy spolupráce',
                'ordering': ['memorandum', 'kind', 'position'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Paper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(default=evidence.models.keys.new_key, editable=False, max_length=80, unique=True, verbose_name='klíč')),
                ('passage', models.TextField(blank=True, help_text='Doslovná slova zdroje. Není-li text zdroje v evidenci uložen, věcný obsah sdělení.', verbose_name='pasáž')),
                ('kind', models.CharField(choices=[('information', 'písemná informace'), ('proposal', 'materiál s návrhem usnesení'), ('annex', 'příloha')], default='information', max_length=12, verbose_name='druh')),
                ('subject', models.CharField(max_length=300, verbose_name='název')),
                ('addressee', models.CharField(help_text='Orgán v genitivu, jak stojí v záhlaví: „Zastupitelstva kraje“.', max_length=120, verbose_name='komu')),
                ('day', models.DateField(blank=True, help_text='Nevyplněno znamená den zasedání.', null=True, verbose_name='platilo ke dni')),
                ('known', models.DateField(blank=True, help_text='Nevyplněno znamená den zasedání.', null=True, verbose_name='podle poznatků ke dni')),
                ('is_public', models.BooleanField(default=False, verbose_name='veřejný')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='evidence.source', verbose_name='zdroj')),
            ],
            options={
                'verbose_name': 'písemnost',
                'verbose_name_plural': 'písemnosti',
                'ordering': ['-session__held_on'],
                'permissions': [('publish_paper', 'zveřejnit písemnost'), ('issue_paper', 'vydat písemnost')],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='IssuedPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='platilo ke dni')),
                ('known', models.DateField(verbose_name='podle poznatků ke dni')),
                ('issued_at', models.DateTimeField(verbose_name='vydáno')),
                ('issuer_name', models.CharField(max_length=200, verbose_name='vydal')),
                ('is_edited', models.BooleanField(help_text='Vydán byl dokument upravený ve Wordu, ne ten, který složil portál.', verbose_name='upravený dokument')),
                ('content', models.TextField(help_text='JSON: co písemnost říká a z jakých údajů vznikla.', verbose_name='osnova a údaje')),
                ('content_sha256', models.CharField(max_length=64, verbose_name='otisk osnovy a údajů')),
                ('template_sha256', models.CharField(max_length=64, verbose_name='otisk šablony')),
                ('docx', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='issued_as_docx', to='evidence.file', verbose_name='dokument Word')),
                ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='issued_papers', to=settings.AUTH_USER_MODEL, verbose_name='účet toho, kdo vydal')),
                ('pdf', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='issued_as_pdf', to='evidence.file', verbose_name='dokument PDF')),
                ('xlsx', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='issued_as_xlsx', to='evidence.file', verbose_name='příloha s údaji')),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='issued', to='council.ledgerentry', verbose_name='zápis v knize vydání')),
                ('paper', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='issued', to='council.paper', verbose_name='písemnost')),
            ],
            options={
                'verbose_name': 'vydaná písemnost',
                'verbose_name_plural': 'vydané písemnosti',
                'ordering': ['-entry__number'],
            },
        ),
        migrations.CreateModel(
            name='Block',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(default=evidence.models.keys.new_key, editable=False, max_length=80, unique=True, verbose_name='klíč')),
                ('passage', models.TextField(blank=True, help_text='Doslovná slova zdroje. Není-li text zdroje v evidenci uložen, věcný obsah sdělení.', verbose_name='pasáž')),
                ('position', models.PositiveSmallIntegerField(verbose_name='pořadí')),
                ('kind', models.CharField(choices=[('heading', 'nadpis'), ('text', 'odstavec'), ('bullet', 'odrážka'), ('resolution', 'návrh usnesení'), ('legal_basis', '▸ usnesení, o která se činnost opírá'), ('previous_memorandum', '▸ na které memorandum se navazuje'), ('placement', '▸ organizační zařazení Agentury'), ('national_context', '▸ počet spolupracujících lokalit v republice'), ('support', '▸ lokality s intenzivní podporou'), ('support_by_kind', '▸ lokality podle druhu podpory, s roky'), ('support_table', '▸ tabulka podpory lokalit'), ('transitions', '▸ změny druhu podpory od poslední písemnosti'), ('all_transitions', '▸ změny druhu podpory, i dřívější'), ('plans_approved', '▸ schválené strategické plány'), ('allocations', '▸ tabulka alokací'), ('plans_in_preparation', '▸ připravované strategické plány'), ('candidates', '▸ obce, které spolupráci zvažují'), ('memorandum_in_force', '▸ platné memorandum a jeho strany'), ('forms', '▸ formy spolupráce'), ('areas', '▸ oblasti spolupráce'), ('chain', '▸ řetězec usnesení'), ('changed', '▸ co se změnilo od poslední písemnosti'), ('discrepancies', '▸ v čem se zdroje liší')], max_length=20, verbose_name='druh')),
                ('text', models.TextField(blank=True, help_text='Pevný text. U bloku sestaveného z údajů věta, v níž {} drží místo pro údaje; {obec|obce} je první slovo u jedné, druhé u více.', verbose_name='text')),
                ('order', models.CharField(blank=True, help_text='Adresy lokalit oddělené mezerou; ostatní následují podle abecedy.', max_length=300, verbose_name='pořadí lokalit')),
                ('is_unsupported', models.BooleanField(default=False, verbose_name='tvrzení bez zdroje')),
                ('at_session_only', models.BooleanField(default=False, help_text='V sestavě k jinému dni se blok vynechá.', verbose_name='jen pro zasedání')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='evidence.source', verbose_name='zdroj')),
                ('paper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='blocks', to='council.paper', verbose_name='písemnost')),
                ('taken_from', models.ForeignKey(blank=True, help_text='Je zde, dokud nikdo nepotvrdil, že to platí i teď. Dokud něco zbývá, písemnost nelze vydat.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='council.paper', verbose_name='převzato, zkontrolujte')),
            ],
            options={
                'verbose_name': 'blok písemnosti',
                'verbose_name_plural': 'bloky písemností',
                'ordering': ['paper', 'position'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PaperEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(default=evidence.models.keys.new_key, editable=False, max_length=80, unique=True, verbose_name='klíč')),
                ('passage', models.TextField(blank=True, help_text='Doslovná slova zdroje. Není-li text zdroje v evidenci uložen, věcný obsah sdělení.', verbose_name='pasáž')),
                ('role', models.CharField(choices=[('reason', 'Důvod předložení'), ('drafted', 'Zpracoval'), ('discussed', 'Projednal'), ('submitted', 'Předkládá')], max_length=10, verbose_name='role')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='pořadí')),
                ('person', models.CharField(blank=True, max_length=120, verbose_name='osoba')),
                ('function', models.CharField(blank=True, max_length=200, verbose_name='funkce')),
                ('held_on', models.DateField(blank=True, null=True, verbose_name='dne')),
                ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evidence.body', verbose_name='orgán')),
                ('paper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='council.paper', verbose_name='písemnost')),
                ('resolution', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reason_of', to='evidence.source', verbose_name='usnesení')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='evidence.source', verbose_name='zdroj')),
                ('taken_from', models.ForeignKey(blank=True, help_text='Je zde, dokud nikdo nepotvrdil, že to platí i teď. Dokud něco zbývá, písemnost nelze vydat.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='council.paper', verbose_name='převzato, zkontrolujte')),
            ],
            options={
                'verbose_name': 'záhlaví písemnosti',
                'verbose_name_plural': 'záhlaví písemností',
                'ordering': ['paper', 'position'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(default=evidence.models.keys.new_key, editable=False, max_length=80, unique=True, verbose_name='klíč')),
                ('passage', models.TextField(blank=True, help_text='Doslovná slova zdroje. Není-li text zdroje v evidenci uložen, věcný obsah sdělení.', verbose_name='pasáž')),
                ('number', models.PositiveSmallIntegerField(blank=True, help_text='Nechte prázdné, není-li číslo známo.', null=True, verbose_name='číslo')),
                ('held_on', models.DateField(verbose_name='den')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='evidence.body', verbose_name='orgán')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='evidence.source', verbose_name='zdroj')),
            ],
            options={
                'verbose_name': 'zasedání',
                'verbose_name_plural': 'zasedání',
                'ordering': ['-held_on'],
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='paper',
            name='session',
            field=models.ForeignKey(limit_choices_to={'number__isnull': False}, on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='council.session', verbose_name='zasedání'),
        ),
        migrations.CreateModel(
            name='AgendaItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(default=evidence.models.keys.new_key, editable=False, max_length=80, unique=True, verbose_name='klíč')),
                ('passage', models.TextField(blank=True, help_text='Doslovná slova zdroje. Není-li text zdroje v evidenci uložen, věcný obsah sdělení.', verbose_name='pasáž')),
                ('position', models.PositiveSmallIntegerField(blank=True, help_text='Nechte prázdné, není-li číslo bodu známo.', null=True, verbose_name='bod programu')),
                ('title', models.CharField(max_length=300, verbose_name='název bodu')),
                ('presented_by', models.CharField(blank=True, max_length=200, verbose_name='předkládá')),
                ('resolution', models.ForeignKey(blank=True, limit_choices_to={'kind': 'resolution'}, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agenda_items', to='evidence.source', verbose_name='přijaté usnesení')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='evidence.source', verbose_name='zdroj')),
                ('paper', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agenda_items', to='council.paper', verbose_name='písemnost')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agenda', to='council.session', verbose_name='zasedání')),
            ],
            options={
                'verbose_name': 'bod programu',
                'verbose_name_plural': 'body programu',
                'ordering': ['session', 'position'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AgendaStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(default=evidence.models.keys.new_key, editable=False, max_length=80, unique=True, verbose_name='klíč')),
                ('passage', models.TextField(blank=True, help_text='Doslovná slova zdroje. Není-li text zdroje v evidenci uložen, věcný obsah sdělení.', verbose_name='pasáž')),
                ('state', models.CharField(choices=[('proposed', 'navrženo'), ('discussed', 'projednáno'), ('submitted', 'předloženo'), ('adopted', 'usnesení přijato'), ('rejected', 'usnesení nepřijato'), ('noted', 'vzato na vědomí'), ('postponed', 'odročeno'), ('removed', 'staženo z programu')], max_length=10, verbose_name='co se stalo')),
                ('happened_on', models.DateField(verbose_name='dne')),
                ('votes_for', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='pro')),
                ('votes_against', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='proti')),
                ('abstentions', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='zdrželo se')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='poznámka')),
                ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agenda_steps', to='evidence.body', verbose_name='orgán')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='council.agendaitem', verbose_name='bod programu')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='evidence.source', verbose_name='zdroj')),
            ],
            options={
                'verbose_name': 'krok projednání',
                'verbose_name_plural': 'kroky projednání',
                'ordering': ['item', 'happened_on', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Template',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='Podle čeho šablonu poznáte, například „logo 2026“.', max_length=120, verbose_name='název')),
                ('uploaded_at', models.DateTimeField(auto_now_add=True, verbose_name='vloženo')),
                ('activated_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='používá se od')),
                ('activated_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uvedl do používání')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='templates', to='evidence.file', verbose_name='dokument')),
                ('uploaded_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='vložil')),
            ],
            options={
                'verbose_name': 'šablona písemností',
                'verbose_name_plural': 'šablony písemností',
                'ordering': ['-uploaded_at'],
                'permissions': [('activate_template', 'uvést šablonu do používání')],
            },
        ),
        migrations.CreateModel(
            name='TermConfirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(default=evidence.models.keys.new_key, editable=False, max_length=80, unique=True, verbose_name='klíč')),
                ('passage', models.TextField(blank=True, help_text='Doslovná slova zdroje. Není-li text zdroje v evidenci uložen, věcný obsah sdělení.', verbose_name='pasáž')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='zapsáno')),
                ('struck_why', models.TextField(blank=True, editable=False, verbose_name='proč vyškrtnuto')),
                ('struck_at', models.DateTimeField(editable=False, null=True, verbose_name='vyškrtnuto')),
                ('holds_on', models.DateField(help_text='Poslední den, pro který zdroj mluví; obvykle jeho datum.', verbose_name='doloženo k')),
                ('note', models.TextField(blank=True, verbose_name='poznámka')),
                ('fact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='confirmations', to='council.memorandumterm', verbose_name='údaj')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='evidence.source', verbose_name='zdroj')),
            ],
            options={
                'verbose_name': 'potvrzení oblasti nebo formy',
                'verbose_name_plural': 'potvrzení oblastí a forem',
                'ordering': ['fact', 'holds_on', 'key'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Withdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(verbose_name='důvod')),
                ('withdrawn_at', models.DateTimeField(verbose_name='odvoláno')),
                ('withdrawer_name', models.CharField(max_length=200, verbose_name='odvolal')),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawal', to='council.ledgerentry', verbose_name='zápis v knize vydání')),
                ('issued', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawal', to='council.issuedpaper', verbose_name='vydaná písemnost')),
                ('withdrawn_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawals', to=settings.AUTH_USER_MODEL, verbose_name='účet toho, kdo odvolal')),
            ],
            options={
                'verbose_name': 'odvolání písemnosti',
                'verbose_name_plural': 'odvolání písemností',
                'ordering': ['-entry__number'],
            },
        ),
        migrations.CreateModel(
            name='TimeStamp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('response', models.BinaryField(verbose_name='odpověď autority')),
                ('authority', models.CharField(max_length=300, verbose_name='autorita')),
                ('stamped_at', models.DateTimeField(verbose_name='čas razítka')),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='time_stamp', to='council.ledgerentry', verbose_name='zápis v knize vydání')),
            ],
            options={
                'verbose_name': 'časové razítko',
                'verbose_name_plural': 'časová razítka',
                'ordering': ['-entry__number'],
            },
        ),
        migrations.AddConstraint(
            model_name='memorandumchange',
            constraint=evidence.models.constraints.PassageInSource(name='council_memorandumchange_passage_in_source'),
        ),
        migrations.AddConstraint(
            model_name='memorandumchange',
            constraint=models.CheckConstraint(condition=models.Q(('corrected_on', None), ('corrected_on__gte', models.F('known_on')), _connector='OR'), name='council_memorandumchange_correction_follows', violation_error_message='Opravit lze jen údaj, který už byl znám: den opravy předchází dni poznání.'),
        ),
        migrations.AddConstraint(
            model_name='memorandumchange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('corrected_on', None), ('correction', ''), ('correction_source', None)), models.Q(('corrected_on__isnull', False), ('correction_source__isnull', False), models.Q(('correction', ''), _negated=True)), _connector='OR'), name='council_memorandumchange_correction_has_reason', violation_error_message='Oprava má den, důvod i zdroj, nebo nemá nic z toho.'),
        ),
        migrations.AddConstraint(
            model_name='memorandumchange',
            constraint=evidence.models.constraints.NoRepetition(name='council_memorandumchange_no_repetition'),
        ),
        migrations.AddConstraint(
            model_name='memorandumchange',
            constraint=models.CheckConstraint(condition=models.Q(('precision__in', ['day', 'no_later']), models.Q(('effective_on__day', 1), ('precision', 'month')), models.Q(('effective_on__day', 1), ('effective_on__month__in', [3, 6, 9, 12]), ('precision', 'season')), models.Q(('effective_on__day', 1), ('effective_on__month', 1), ('precision', 'year')), _connector='OR'), name='council_memorandumchange_first_day_of_span', violation_error_message='Při přesnosti na měsíc, roční období nebo rok se uvádí jejich první den.'),
        ),
        migrations.AddConstraint(
            model_name='memorandumconfirmation',
            constraint=evidence.models.constraints.PassageInSource(name='council_memorandumconfirmation_passage_in_source'),
        ),
        migrations.AddConstraint(
            model_name='memorandumconfirmation',
            constraint=models.UniqueConstraint(condition=models.Q(('struck_at', None)), fields=('fact', 'source', 'holds_on'), name='council_memorandumconfirmation_once', violation_error_message='Tímto zdrojem už je údaj k tomuto dni potvrzen.'),
        ),
        migrations.AddConstraint(
            model_name='memorandumconfirmation',
            constraint=evidence.models.constraints.SpeaksOfItsTime(name='council_memorandumconfirmation_of_its_time'),
        ),
        migrations.AddConstraint(
            model_name='memorandumparty',
            constraint=evidence.models.constraints.PassageInSource(name='council_memorandumparty_passage_in_source'),
        ),
        migrations.AddConstraint(
            model_name='memorandumparty',
            constraint=models.UniqueConstraint(fields=('memorandum', 'body'), name='council_memorandumparty_once', violation_error_message='Tato strana už u memoranda je.'),
        ),
        migrations.AddConstraint(
            model_name='memorandumterm',
            constraint=evidence.models.constraints.PassageInSource(name='council_memorandumterm_passage_in_source'),
        ),
        migrations.AddConstraint(
            model_name='memorandumterm',
            constraint=models.CheckConstraint(condition=models.Q(('corrected_on', None), ('corrected_on__gte', models.F('known_on')), _connector='OR'), name='council_memorandumterm_correction_follows', violation_error_message='Opravit lze jen údaj, který už byl znám: den opravy předchází dni poznání.'),
        ),
        migrations.AddConstraint(
            model_name='memorandumterm',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('corrected_on', None), ('correction', ''), ('correction_source', None)), models.Q(('corrected_on__isnull', False), ('correction_source__isnull', False), models.Q(('correction', ''), _negated=True)), _connector='OR'), name='council_memorandumterm_correction_has_reason', violation_error_message='Oprava má den, důvod i zdroj, nebo nemá nic z toho.'),
        ),
        migrations.AddConstraint(
            model_name='memorandumterm',
            constraint=evidence.models.constraints.NoRepetition(name='council_memorandumterm_no_repetition'),
        ),
        migrations.AddConstraint(
            model_name='memorandumterm',
            constraint=models.CheckConstraint(condition=models.Q(('precision__in', ['day', 'no_later']), models.Q(('effective_on__day', 1), ('precision', 'month')), models.Q(('effective_on__day', 1), ('effective_on__month__in', [3, 6, 9, 12]), ('precision', 'season')), models.Q(('effective_on__day', 1), ('effective_on__month', 1), ('precision', 'year')), _connector='OR'), name='council_memorandumterm_first_day_of_span', violation_error_message='Při přesnosti na měsíc, roční období nebo rok se uvádí jejich první den.'),
        ),
        migrations.AddConstraint(
            model_name='issuedpaper',
            constraint=models.CheckConstraint(condition=models.Q(('content_sha256__regex', '^[0-9a-f]{64}$'), ('template_sha256__regex', '^[0-9a-f]{64}$')), name='council_issuedpaper_sha256_is_hex', violation_error_message='Otisk SHA-256 má 64 šestnáctkových číslic.'),
        ),
        migrations.AddConstraint(
            model_name='issuedpaper',
            constraint=models.CheckConstraint(condition=models.Q(('is_edited', True), ('pdf__isnull', False), _connector='OR'), name='council_issuedpaper_pdf_is_of_the_same_text', violation_error_message='Bez PDF se vydává jen dokument upravený ve Wordu; portál skládá vždy obojí.'),
        ),
        migrations.AddConstraint(
            model_name='block',
            constraint=evidence.models.constraints.PassageInSource(name='council_block_passage_in_source'),
        ),
        migrations.AddConstraint(
            model_name='block',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('paper', 'position'), name='council_block_position_once', violation_error_message='Na tomto místě písemnosti už jiný blok je.'),
        ),
        migrations.AddConstraint(
            model_name='block',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('heading', 'text', 'bullet', 'resolution')), _negated=True), models.Q(('text', ''), _negated=True), _connector='OR'), name='council_block_fixed_text_is_written', violation_error_message='Blok s pevným textem potřebuje text.'),
        ),
        migrations.AddConstraint(
            model_name='paperentry',
            constraint=evidence.models.constraints.PassageInSource(name='council_paperentry_passage_in_source'),
        ),
        migrations.AddConstraint(
            model_name='paperentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('person', ''), _negated=True), ('body__isnull', False), ('resolution__isnull', False), _connector='OR'), name='council_paperentry_says_something', violation_error_message='Řádek záhlaví uvádí osobu, orgán nebo usnesení.'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=evidence.models.constraints.PassageInSource(name='council_session_passage_in_source'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.UniqueConstraint(models.F('body'), models.F('number'), django.db.models.functions.datetime.ExtractYear('held_on'), name='council_session_number_once_a_year', violation_error_message='Tento orgán už v tomto roce zasedání s tímto číslem má.'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.UniqueConstraint(condition=models.Q(('number', None)), fields=('body', 'held_on'), name='council_session_without_number_once_a_day', violation_error_message='Tento orgán už v tento den zasedání bez čísla má.'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('number', None), ('number__gte', 1), _connector='OR'), name='council_session_number_positive', violation_error_message='Zasedání se číslují od jedné.'),
        ),
        migrations.AddConstraint(
            model_name='paper',
            constraint=evidence.models.constraints.PassageInSource(name='council_paper_passage_in_source'),
        ),
        migrations.AddConstraint(
            model_name='agendaitem',
            constraint=evidence.models.constraints.PassageInSource(name='council_agendaitem_passage_in_source'),
        ),
        migrations.AddConstraint(
            model_name='agendaitem',
            constraint=models.UniqueConstraint(fields=('session', 'position'), name='council_agendaitem_position_once', violation_error_message='Bod s tímto číslem už na programu zasedání je.'),
        ),
        migrations.AddConstraint(
            model_name='agendaitem',
            constraint=models.CheckConstraint(condition=models.Q(('position', None), ('position__gte', 1), _connector='OR'), name='council_agendaitem_position_positive', violation_error_message='Body programu se číslují od jedné.'),
        ),
        migrations.AddConstraint(
            model_name='agendastep',
            constraint=evidence.models.constraints.PassageInSource(name='council_agendastep_passage_in_source'),
        ),
        migrations.AddConstraint(
            model_name='agendastep',
            constraint=models.UniqueConstraint(fields=('item', 'state', 'happened_on', 'body'), name='council_agendastep_once', nulls_distinct=False, violation_error_message='Tento krok už bod má: totéž, týž den a týž orgán.'),
        ),
        migrations.AddConstraint(
            model_name='template',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('activated_at', None), ('activated_by', None)), models.Q(('activated_at__isnull', False), ('activated_by__isnull', False)), _connector='OR'), name='council_template_activated_by_somebody', violation_error_message='U používané šablony je uvedeno, kdo a kdy ji do používání uvedl.'),
        ),
        migrations.AddConstraint(
            model_name='termconfirmation',
            constraint=evidence.models.constraints.PassageInSource(name='council_termconfirmation_passage_in_source'),
        ),
        migrations.AddConstraint(
            model_name='termconfirmation',
            constraint=models.UniqueConstraint(condition=models.Q(('struck_at', None)), fields=('fact', 'source', 'holds_on'), name='council_termconfirmation_once', violation_error_message='Tímto zdrojem už je údaj k tomuto dni potvrzen.'),
        ),
        migrations.AddConstraint(
            model_name='termconfirmation',
            constraint=evidence.models.constraints.SpeaksOfItsTime(name='council_termconfirmation_of_its_time'),
        ),
        migrations.AddConstraint(
            model_name='withdrawal',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='council_withdrawal_has_reason', violation_error_message='Odvolání má důvod.'),
        ),
        migrations.AddIndex(
            model_name='memorandumchange',
            index=models.Index(fields=['recorded_at'], name='memorandumchange_entered'),
        ),
        migrations.AddIndex(
            model_name='memorandumchange',
            index=models.Index(fields=['effective_on'], name='memorandumchange_effective'),
        ),
        migrations.AddIndex(
            model_name='memorandumchange',
            index=models.Index(fields=['known_on'], name='memorandumchange_known'),
        ),
        migrations.AddIndex(
            model_name='memorandumchange',
            index=models.Index(condition=models.Q(('corrected_on__isnull', False)), fields=['corrected_on'], name='memorandumchange_corrected'),
        ),
        migrations.AddIndex(
            model_name='memorandumchange',
            index=models.Index(condition=models.Q(('correction_recorded_at__isnull', False)), fields=['correction_recorded_at'], name='memorandumchange_mended'),
        ),
        migrations.AddIndex(
            model_name='memorandumconfirmation',
            index=models.Index(fields=['recorded_at'], name='memorandumconfirmation_entered'),
        ),
        migrations.AddIndex(
            model_name='memorandumterm',
            index=models.Index(fields=['recorded_at'], name='memorandumterm_entered'),
        ),
        migrations.AddIndex(
            model_name='memorandumterm',
            index=models.Index(fields=['effective_on'], name='memorandumterm_effective'),
        ),
        migrations.AddIndex(
            model_name='memorandumterm',
            index=models.Index(fields=['known_on'], name='memorandumterm_known'),
        ),
        migrations.AddIndex(
            model_name='memorandumterm',
            index=models.Index(condition=models.Q(('corrected_on__isnull', False)), fields=['corrected_on'], name='memorandumterm_corrected'),
        ),
        migrations.AddIndex(
            model_name='memorandumterm',
            index=models.Index(condition=models.Q(('correction_recorded_at__isnull', False)), fields=['correction_recorded_at'], name='memorandumterm_mended'),
        ),
        migrations.AddIndex(
            model_name='termconfirmation',
            index=models.Index(fields=['recorded_at'], name='termconfirmation_entered'),
        ),
        Install(guards.guards),
    ]
