"""What operators read on the command line and in the log: English only, and never sent to a chat."""

from __future__ import annotations

SENTENCES = {
    # in place of what people read in a chat
    "voice_unknown": "There is no such voice. Choose one of: {known}.",
    "language_unknown": "No voice here speaks that language. "
    "{count} {count:language is|languages are} known, such as {known}.",
    "voice_damaged": "The voice {voice} is damaged. Fetch it again with `talking-photo voices add`, or choose another one.",
    "own_voices_damaged": "The file of the voices made here, {file}, is damaged. Repair it, or move it away and make them again.",
    "own_voice_missing": "There is no voice {name} that was made here.",
    "voice_order_unknown": "voice.order names a voice that does not exist: {voice}. `talking-photo voices` lists them.",
    "voice_package_unknown": "There is no voice {package} to add. Name one of {known}; or the address of a Piper voice.",
    "voice_package_not_installed": "There is nothing of {package} to remove.",
    "voice_url_wrong": "No voice lies there. The address must lead to a Piper voice, NAME.onnx with NAME.onnx.json "
    "beside it, or to a style of Kokoro, such as ef_dora.bin.",
    "voice_checksum_wrong": "A SHA-256 checksum has 64 digits from 0 to 9 and a to f.",
    "licence_not_accepted": "Nothing was fetched: the licence was not accepted. Answer y, or add --yes.",
    "voice_folder_busy": "Another program is changing the voices in {folder}. Try again when it is done.",
    "voice_folder_not_writable": "The folder of the voices, {folder}, cannot be written to. "
    "Check its permissions, or correct voice.folder.",
    "download_unreachable": "{file} could not be fetched from {host} ({reason}). Check the network and try again; "
    "what has arrived is kept.",
    "download_missing": "{host} does not have {file} any more (HTTP {status}). Look for a newer version of this program, "
    "or name another address.",
    "download_damaged": "{file} arrived with a wrong checksum and was thrown away. Try again later; "
    "if it happens again, the file at {host} was changed.",
    "download_too_large": "{file} is larger than the {max_bytes} that it may have, and was thrown away.",
    "voice_not_installed": "The voice {voice} is not installed. Choose another one; `talking-photo voices` lists them.",
    "recogniser_failed": "{recogniser} could not transcribe the recording, so the lips follow the sound alone. "
    "Check the model in voice.vosk_folder, or add whisper again with `talking-photo voices add whisper`.",
    "render_timed_out": "Making the video took longer than {seconds} s and was stopped. "
    "Use fewer words or a smaller photo, or raise render.deadline_seconds.",
    "render_out_of_memory": "There was not enough memory for this video. Use a smaller photo or fewer words, "
    "or raise render.memory_megabytes.",
    # files
    "file_unreadable": "{file} does not exist or cannot be read. Check its name and permissions.",
    "file_not_ordinary": "{file} is not a regular file. Name a file that holds the photo or the recording.",
    "story_unreadable": "{file} is not valid TOML: {problem}.",
    "output_folder_missing": "The folder for the video does not exist. Create it, or name another one.",
    "output_not_writable": "The video cannot be written there. "
    "Check the permissions of the folder, or name another file.",
    "preview_not_writable": "The contact sheet cannot be written there. "
    "Check the folder and its permissions, or name another file.",
    "disk_full": "The disk is full. Free some space and try again.",
    # scripts
    "template_file_wrong": "{file} is no saved template. Save one with `batch --save FILE.json`, or on the page.",
    "words_file_encoding": "{file} is not in UTF-8. Save it as UTF-8 text.",
    # tables
    "table_kind_wrong": "{file} is neither a CSV nor an XLSX without a password. Save the table as one of them.",
    "table_unreadable": "{file} is damaged, or is no XLSX. Save the table again, or save it as CSV.",
    "table_encoding_wrong": "The table cannot be read as {encoding}. Save it as UTF-8, or name its encoding with --encoding.",
    "table_empty": "{file} has no row with the names of its columns.",
    "table_column_missing": "The table has no column {column}. Add it, or give the same for all rows as an argument.",
    "output_taken": "There is a file {file} that this batch did not make. Rename it, or name another folder.",
    "batch_running": "Another batch is writing to {folder}. Wait for it, or name another folder.",
    # services
    "database_unreachable": "Cannot reach the database ({reason}). Check database.url and that the server is running.",
    "database_url_wrong": "The setting database.url is not a valid SQLite or PostgreSQL URL.",
    "database_damaged": "The database {file} is damaged. Stop the program, move the file away and restore a backup: "
    "docs/operations.md, Backup.",
    "database_not_sqlite": "The file {file} is not a SQLite database. Correct database.url, or restore a backup: "
    "docs/operations.md, Backup.",
    "database_not_writable": "The database {file} is read-only. Give the user of this program write access to the "
    "file and its folder.",
    "database_not_opened": "The database {file} cannot be opened. Check database.url, and the permissions of the file "
    "and its folder.",
    "database_disk_full": "The disk of the database {file} is full. Free some space; waiting jobs then continue.",
    "disk_low": "Only {free_bytes} are free on the disk of {folder}; at least {min_free_bytes} are needed. "
    "Free some space, or lower health.min_free_megabytes.",
    "folder_missing": "The folder {folder} does not exist. Create it, or correct the settings.",
    "token_refused": "The platform rejected the token in {key}. Create a new one: for Telegram with @BotFather, for "
    "Discord in the developer portal.",
    "webhook_refused": "Telegram rejected the webhook {url}. It must be an https address that Telegram can reach; "
    "correct telegram.webhook_url.",
    "platform_not_open": "{platform} is not connected. The log says why.",
    "media_unreachable": "Cannot reach the media store ({reason}). Check media.url and its permissions.",
    "media_url_wrong": "The setting media.url is neither a folder nor a valid storage URL.",
    "discord_unreachable": "Cannot reach Discord. Check the network and discord.api_base.",
    "telegram_unreachable": "Cannot reach Telegram. Check the network and telegram.base_url.",
    "web_address_taken": "Cannot listen on {host}:{port}: the address is in use. "
    "Change web.port (for the page alone: --port), or stop the program that uses it.",
    "studio_token_missing": "The page would be reached from other machines ({host}) without a token. Create one with "
    "`talking-photo tokens create NAME`, or set a secret of 16 characters or more as TALKING_PHOTO_STUDIO__TOKEN; or set "
    "studio.enabled to false, or web.host to 127.0.0.1 and no studio.hosts and studio.public_url.",
    "token_name_wrong": "A token needs a name of 1 to {limit} printable characters, without spaces around it.",
    "token_name_taken": "There is a token called {name} already. Choose another name, or revoke that one first.",
    "token_unknown": "There is no token called {name}. `talking-photo tokens list` shows all of them.",
    # settings
    "settings_file_unreadable": "The settings file {file} cannot be read. Check its name and permissions.",
    "settings_file_broken": "The settings file {file} is not valid TOML: {problem}.",
    "setting_unknown": "There is no setting called {key}. Correct or remove it; config.example.toml lists them all.",
    "setting_renamed": "The setting {key} is now called {new}. Rename it; config.example.toml explains it.",
    "setting_wrong": "The value of {key} is not valid ({problem}). See config.example.toml for what is allowed.",
    "setting_given_twice": "The setting {key} is set both directly and from a file. Keep one of them.",
    "setting_file_unreadable": "The file that {key} points to cannot be read. Check its name and permissions.",
    "voice_variant_unknown": "The voice {voice} has no variant called {variant}. "
    "Correct voice.variant in the settings, or remove it.",
    # faults of this program or its installation
    "render_crashed": "The renderer crashed while making the video ({reason}). This is a bug. "
    "Try again; if the same photo crashes it again, please report it.",
    "signing_failed": "The video could not be signed ({reason}). This is a bug; please report it. "
    "Until it is mended, provenance.credentials = false makes unsigned videos.",
    "certificate_unusable": "{file} is no certificate or private key that can sign videos. Both are PEM files that belong "
    "together: provenance.certificate and provenance.private_key, or provenance.trusted.",
    "certificate_not_for_signing": "{file} may not sign videos. Content Credentials need a certificate for the key usage "
    "digitalSignature and the extended key usage emailProtection, documentSigning or c2pa-kp-claimSigning, and an RSA key of 2,048 bits or more. "
    "Ask its issuer for one, or remove provenance.certificate to use the authority of this installation.",
    "certificate_not_in_force": "{file} is valid from {since} to {until} only, so it cannot sign videos now. Ask its issuer for a new one, "
    "or remove provenance.certificate to use the authority of this installation. If these dates are right, check the clock of this machine.",
    "certificate_of_operator": "provenance.certificate names a certificate of your own, which only its issuer can renew. "
    "Remove the setting to use the authority of this installation.",
    "provenance_damaged": "{file}, which signs videos, is damaged. Restore it from a backup, or move it away: "
    "then a new one is made, and older videos count as unknown.",
    "provenance_unreadable": "{file}, which signs videos, cannot be read. Give the user of this program access to it, "
    "or set provenance.folder.",
    "provenance_not_writable": "The folder {folder} for the certificates that sign videos cannot be written to. "
    "Check its permissions, or set provenance.folder.",
    "encoder_failed": "The video could not be encoded ({reason}). This is a bug; please report it.",
    "frames_missing": "Rendering stopped early, at frame {frame} of {count}. This is a bug; please report it.",
    "frame_shape": "Frame {frame} has the wrong size. This is a bug; please report it.",
    "lettering_failed": "Text could not be drawn into the video. This is a bug; please report it, "
    "and try without captions.",
    "video_unreadable": "The finished video could not be read back. This is a bug; please report it.",
    "weights_damaged": "The model file {file} is missing or damaged. Download that file of this program again.",
    "fonts_missing": "The fonts ({package}) are not installed. Set up again: remove the folder .venv and run "
    "python3 run.py doctor.",
    "library_unusable": "A library cannot be loaded: {problem}. “libGL” means that OpenCV needs system libraries "
    "(Debian: apt install libgl1 libglib2.0-0); otherwise install again, see docs/install.md.",
    "mcp_not_installed": "The library of the Model Context Protocol is not installed. Add it with: "
    'python -m pip install "talking-photo[mcp]", or in a checkout: uv sync --extra mcp.',
    "moviepy_missing": "A contact sheet needs the library moviepy, which is not installed. Add it with: "
    "python -m pip install --no-deps moviepy==2.2.1 decorator imageio proglog python-dotenv tqdm",
    "unexpected": "Something unexpected went wrong. This is a bug; please report it with the output of --verbose.",
}
"""The code of an error that only an operator can cure, or of which one should read more -> a sentence."""

DOCTOR = {
    "signing": "signed videos",
    "signing_off": "no: provenance.credentials is false",
    "signing_by": "yes, by {name} of this installation until {until}, then with a new key; in {folder}",
    "signing_by_certificate": "yes, by {name}, issued by {issuer}, until {until}: {file}",
    "signing_by_new_key": "yes, by the authority of this installation, with a new key that is made for the next video; in {folder}",
    "signing_fails": "no: {code}",
    "time_stamps": "time stamps",
    "time_stamps_none": "none: the clock of this machine counts (provenance.timestamp_url)",
    "time_stamps_from": "from {host}",
}
"""What `doctor` finds out about signing."""
